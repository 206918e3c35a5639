# 9.086554 nvme[197] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme0n1 -n 0x1
# 9.124888 nvme[197] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme0n1 -n 0x1
# 9.131611 nvme[197] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme0n2 --opcode=0x06 --namespace-id=0x2 --data-len=4096 --read  # nvme id-ns /dev/nvme0n2 -n 0x2
# 9.143825 nvme[197] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme0n2 --opcode=0x06 --namespace-id=0x2 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme0n2 -n 0x2
# 9.163437 nvme[197] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme1n1 -n 0x1
# 9.171086 nvme[197] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme1n1 -n 0x1
# 9.315497 nvme[198] Identify  cns=Controller: ok
nvme admin-passthru /dev/nvme1 --opcode=0x06 --namespace-id=0x0 --cdw10=0x1 --data-len=4096 --read  # nvme id-ctrl /dev/nvme1
# 9.418393 nvme[199] Get Log Page  lid=SMART/Health len=512: ok
nvme admin-passthru /dev/nvme1 --opcode=0x02 --namespace-id=0xffffffff --cdw10=0x7f0002 --data-len=512 --read  # nvme smart-log /dev/nvme1 -n 0xffffffff
# 9.544461 nvme[200] Get Features  fid=Number-of-Queues -> nsqa=4 ncqa=4: ok
nvme admin-passthru /dev/nvme1 --opcode=0x0a --namespace-id=0xffffffff --cdw10=0x7  # nvme get-feature /dev/nvme1 -f 0x7 -s 0 -n 0xffffffff
# 9.622645 nvme[201] Set Features  fid=Temperature-Threshold tmpsel=Composite-Temperature thsel=Over tmpth=343: ok
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme1 --opcode=0x09 --namespace-id=0xffffffff --cdw10=0x4 --cdw11=0x157
# 9.729942 nvme[202] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme1n1 -n 0x1
# 9.737533 nvme[202] Write  slba=8 nlb=1: ok
# NOT TO BE RUN UNREAD, it may change the drive: nvme io-passthru /dev/nvme1n1 --opcode=0x01 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --write
# 9.892000 nvme[203] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme1n1 -n 0x1
# 9.894798 nvme[203] Read  slba=8 nlb=1: ok
nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --read  # nvme read /dev/nvme1n1 -s 8 -c 0 -z 512
# 9.978479 nvme[204] Security Send  secp=TCG spsp=0x7 tl=16: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme1 --opcode=0x81 --namespace-id=0x0 --cdw10=0x1000700 --cdw11=0x10 --data-len=16 --write
# 10.086170 nvme[196] Device Self-test  stc=Short: 0/01:Invalid-Command-Opcode
nvme admin-passthru /dev/nvme1 --opcode=0x14 --namespace-id=0x1 --cdw10=0x1  # nvme device-self-test -s 1 /dev/nvme1 -n 0x1
