/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The libelf.a of elfutils 0.192 (Debian 13) calls two functions that it does
 * not contain (elfutils bug 32293, fixed in 0.193), so nothing links with it.
 * They initialise and free the tree of results of elf_getdata_rawchunk().
 * libbpf does not call that function, so the tree stays empty and stubs are
 * enough.
 *
 * The stubs are weak, so a fixed libelf.a takes precedence. libbpf.mk links
 * this file only with version 0.192.
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
