# 5.442432 uring_load[202] Read  slba=100 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x64 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=100 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.445052 uring_load[202] Read  slba=102 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x66 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=102 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.444840 uring_load[202] Identify  cns=Controller cntid=101: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x650001 --data-len=4096 --read
# 5.445349 uring_load[202] Device Self-test  stc=0x7(unknown) cdw10=0x60: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=0x1 --cdw10=0x67
# 5.448604 uring_load[202] Read  slba=104 nlb=1: EFAULT
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x68 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=104 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.449259 uring_load[202] Read  slba=4194409 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x400069 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=4194409 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.452399 uring_load[202] Read  slba=106 nlb=1: EINVAL
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x6a --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=78 --start-block=106 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.453007 uring_load[202] Identify  cns=Controller cntid=107: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x6b0001 --data-len=4096 --read
# 5.453278 uring_load[202] Read  slba=108 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6c --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=108 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.454471 uring_load[202] Read  slba=109 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6d --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=109 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.454585 uring_load[202] Identify  cns=Controller cntid=110: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x6e0001 --data-len=4096 --read
# 5.454875 uring_load[202] Read  slba=111 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6f --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=111 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.455009 uring_load[202] Device Self-test  stc=0x0(unknown) cdw10=0x70: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=0x1 --cdw10=0x70
# 5.455261 uring_load[202] Read  slba=113 nlb=1: EFAULT
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x71 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=113 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.455311 uring_load[202] Read  slba=4194418 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x400072 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=4194418 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.455399 uring_load[202] Read  slba=115 nlb=1: EINVAL
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x73 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=78 --start-block=115 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.455819 uring_load[202] Identify  cns=Controller cntid=116: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x740001 --data-len=4096 --read
# 5.455958 uring_load[202] Read  slba=117 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x75 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=117 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.456566 uring_load[202] Read  slba=118 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x76 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=118 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.456661 uring_load[202] Identify  cns=Controller cntid=119: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x770001 --data-len=4096 --read
# 5.457295 uring_load[202] Read  slba=120 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x78 --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=120 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.457470 uring_load[202] Device Self-test  stc=0x9(unknown) cdw10=0x70: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=0x1 --cdw10=0x79
# 5.457738 uring_load[202] Read  slba=122 nlb=1: EFAULT
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7a --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=122 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.457795 uring_load[202] Read  slba=4194427 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x40007b --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=4194427 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.457861 uring_load[202] Read  slba=124 nlb=1: EINVAL
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x7c --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=78 --start-block=124 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.458336 uring_load[202] Identify  cns=Controller cntid=125: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x7d0001 --data-len=4096 --read
# 5.458692 uring_load[202] Read  slba=126 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7e --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=126 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.458833 uring_load[202] Read  slba=127 nlb=1: ok
nvme io-passthru /dev/ng0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7f --data-len=512 --read  # nvme read /dev/ng0n1 --namespace-id=1 --start-block=127 --block-count=0 --data-size=512 (which asks by Identify first)
# 5.459061 uring_load[202] Identify  cns=Controller cntid=128: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x1 --cdw10=0x800001 --data-len=4096 --read
