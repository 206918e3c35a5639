# 4.297136 refusals_load[200] Read  slba=1 nlb=1: EINVAL
nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x4d --cdw10=0x1
# 4.301697 refusals_load[200] Read  slba=2 nlb=1: EINVAL
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x4d --cdw10=0x2
# 4.301948 refusals_load[200] Identify  fuse=First cns=Controller cntid=3: EINVAL
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --flags=0x1 --cdw10=0x30001
# 4.302033 refusals_load[200] Read  fuse=First slba=4 nlb=1: EINVAL
nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x1 --flags=0x1 --cdw10=0x4
# 4.302340 refusals_load[200] Identify  cns=Controller cntid=5: EFAULT
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x50001 --data-len=1073741824 --read
# 4.303871 refusals_load[200] Identify  cns=Controller cntid=6: EFAULT
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x60001 --data-len=4096 --read
# 4.303935 refusals_load[200] Identify  cns=Controller cntid=7: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x70001 --data-len=4096 --read
# 4.306070 refusals_load[200] Read  slba=8 nlb=1: ok
nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --read  # nvme read /dev/nvme0n1 --namespace-id=1 --start-block=8 --block-count=0 --data-size=512 (which asks by Identify first)
# 4.308392 refusals_load[200] Vendor specific opcode 0xc1  cdw10=0x9: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0xc1 --namespace-id=0x0 --cdw10=0x9
# 4.308440 refusals_load[200] Vendor specific opcode 0xc1  cdw10=0xa: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme io-passthru /dev/nvme0n1 --opcode=0xc1 --namespace-id=0x1 --cdw10=0xa
# 4.308538 refusals_load[200] Vendor specific opcode 0xc1  cdw10=0xb: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/ng0n1 --opcode=0xc1 --namespace-id=0x1 --cdw10=0xb
