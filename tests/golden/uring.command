# 15.940721 uring_load[209] Read  slba=100 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x64 --data-len=512 --read  # nvme read /dev/ng1n1 -s 100 -c 0 -z 512
# 15.942921 uring_load[209] Read  slba=102 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x66 --data-len=512 --read  # nvme read /dev/ng1n1 -s 102 -c 0 -z 512
# 15.942752 uring_load[209] Identify  cns=Controller cntid=101: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x650001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.943331 uring_load[209] Device Self-test  stc=0x7(unknown) cdw10=0x60: 0/01:Invalid-Command-Opcode
nvme admin-passthru /dev/nvme1 --opcode=0x14 --namespace-id=0x1 --cdw10=0x67
# 15.958043 uring_load[209] Read  slba=104 nlb=1: EFAULT
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x68 --data-len=512 --read  # nvme read /dev/ng1n1 -s 104 -c 0 -z 512
# 15.958714 uring_load[209] Read  slba=4194409 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x400069 --data-len=512 --read  # nvme read /dev/ng1n1 -s 4194409 -c 0 -z 512
# 15.961984 uring_load[209] Read  slba=106 nlb=1: EINVAL
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x6a --data-len=512 --read  # nvme read /dev/ng1n1 -s 106 -c 0 -z 512
# 15.963026 uring_load[209] Identify  cns=Controller cntid=107: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x6b0001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.964265 uring_load[209] Read  slba=108 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6c --data-len=512 --read  # nvme read /dev/ng1n1 -s 108 -c 0 -z 512
# 15.964505 uring_load[209] Read  slba=109 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6d --data-len=512 --read  # nvme read /dev/ng1n1 -s 109 -c 0 -z 512
# 15.964720 uring_load[209] Identify  cns=Controller cntid=110: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x6e0001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.968056 uring_load[209] Read  slba=113 nlb=1: EFAULT
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x71 --data-len=512 --read  # nvme read /dev/ng1n1 -s 113 -c 0 -z 512
# 15.968150 uring_load[209] Read  slba=115 nlb=1: EINVAL
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x73 --data-len=512 --read  # nvme read /dev/ng1n1 -s 115 -c 0 -z 512
# 15.967813 uring_load[209] Read  slba=111 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x6f --data-len=512 --read  # nvme read /dev/ng1n1 -s 111 -c 0 -z 512
# 15.968100 uring_load[209] Read  slba=4194418 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x400072 --data-len=512 --read  # nvme read /dev/ng1n1 -s 4194418 -c 0 -z 512
# 15.967998 uring_load[209] Device Self-test  stc=0x0(unknown) cdw10=0x70: 0/01:Invalid-Command-Opcode
nvme admin-passthru /dev/nvme1 --opcode=0x14 --namespace-id=0x1 --cdw10=0x70
# 15.968350 uring_load[209] Identify  cns=Controller cntid=116: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x740001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.971344 uring_load[209] Read  slba=117 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x75 --data-len=512 --read  # nvme read /dev/ng1n1 -s 117 -c 0 -z 512
# 15.971541 uring_load[209] Read  slba=118 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x76 --data-len=512 --read  # nvme read /dev/ng1n1 -s 118 -c 0 -z 512
# 15.972400 uring_load[209] Identify  cns=Controller cntid=119: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x770001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.973137 uring_load[209] Read  slba=120 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x78 --data-len=512 --read  # nvme read /dev/ng1n1 -s 120 -c 0 -z 512
# 15.973349 uring_load[209] Device Self-test  stc=0x9(unknown) cdw10=0x70: 0/01:Invalid-Command-Opcode
nvme admin-passthru /dev/nvme1 --opcode=0x14 --namespace-id=0x1 --cdw10=0x79
# 15.974368 uring_load[209] Read  slba=122 nlb=1: EFAULT
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7a --data-len=512 --read  # nvme read /dev/ng1n1 -s 122 -c 0 -z 512
# 15.974515 uring_load[209] Read  slba=4194427 nlb=1: 0/80:LBA-Out-of-Range
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x40007b --data-len=512 --read  # nvme read /dev/ng1n1 -s 4194427 -c 0 -z 512
# 15.978155 uring_load[209] Read  slba=124 nlb=1: EINVAL
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x4e --cdw10=0x7c --data-len=512 --read  # nvme read /dev/ng1n1 -s 124 -c 0 -z 512
# 15.978388 uring_load[209] Identify  cns=Controller cntid=125: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x7d0001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 15.978701 uring_load[209] Read  slba=126 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7e --data-len=512 --read  # nvme read /dev/ng1n1 -s 126 -c 0 -z 512
# 15.978846 uring_load[209] Read  slba=127 nlb=1: ok
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x7f --data-len=512 --read  # nvme read /dev/ng1n1 -s 127 -c 0 -z 512
# 15.978947 uring_load[209] Identify  cns=Controller cntid=128: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x800001 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
