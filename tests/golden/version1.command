# 11.184737 refusals_load[207] Read  slba=1 nlb=1 csi=unknown: EINVAL
nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x4d --cdw10=0x1
# 11.203496 refusals_load[207] Read  slba=2 nlb=1 csi=unknown: EINVAL
nvme io-passthru /dev/ng1n1 --opcode=0x02 --namespace-id=0x4d --cdw10=0x2
# 11.203745 refusals_load[207] Identify  fuse=First cns=Controller cntid=3: EINVAL
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x0 --flags=0x1 --cdw10=0x30001
# 11.203820 refusals_load[207] Read  fuse=First slba=4 nlb=1 csi=unknown: EINVAL
nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x1 --flags=0x1 --cdw10=0x4
# 11.205820 refusals_load[207] Identify  cns=Controller cntid=5: EFAULT
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x0 --cdw10=0x50001 --data-len=1073741824 --read
# 11.210797 refusals_load[207] Identify  cns=Controller cntid=6: EFAULT
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x0 --cdw10=0x60001 --data-len=4096 --read
# 11.210903 refusals_load[207] Identify  cns=Controller cntid=7: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x0 --cdw10=0x70001 --data-len=4096 --read
# 11.215901 refusals_load[207] Read  slba=8 nlb=1 csi=unknown: ok
nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --read
# 11.222779 refusals_load[207] Vendor specific opcode 0xc1  cdw10=0x9: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme1 --opcode=0xc1 --namespace-id=0x0 --cdw10=0x9
# 11.225410 refusals_load[207] Vendor specific opcode 0xc1  cdw10=0xa: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme io-passthru /dev/nvme1n1 --opcode=0xc1 --namespace-id=0x1 --cdw10=0xa
# 11.226162 refusals_load[207] Vendor specific opcode 0xc1  cdw10=0xb: EACCES
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/ng1n1 --opcode=0xc1 --namespace-id=0x1 --cdw10=0xb
