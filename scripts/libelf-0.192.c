/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The libelf.a of elfutils 0.192 (Debian 13) calls two functions that it does
 * not hold (elfutils bug 32293, fixed in 0.193), so nothing links with it.
 * They set up and empty the tree of what elf_getdata_rawchunk() returned.
 * libbpf does not call that, and the tree is born empty: nothing to do.
 *
 * Weak: a libelf.a that has been repaired wins. libbpf.mk links this file with
 * that one version only.
 */
void eu_search_tree_init(void *tree);
void eu_search_tree_fini(void *tree, void (*free_node)(void *));

__attribute__((weak)) void eu_search_tree_init(void *tree)
{
	(void)tree;
}

__attribute__((weak)) void eu_search_tree_fini(void *tree, void (*free_node)(void *))
{
	(void)tree;
	(void)free_node;
}
