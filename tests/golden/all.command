# 20.805179 dd[211] Read  slba=0 nlb=256 lr af=Speculative-read: ok
# NOT TO BE RUN UNREAD, no program sent it: nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x1 --cdw12=0x800000ff --cdw13=0x7 --data-len=131072 --read  # nvme read /dev/nvme0n1 -s 0 -c 255 -z 131072
# 20.822427 dd[211] Read  slba=256 nlb=256 lr af=Speculative-read: ok
# NOT TO BE RUN UNREAD, no program sent it: nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x100 --cdw12=0x800000ff --cdw13=0x7 --data-len=131072 --read  # nvme read /dev/nvme0n1 -s 256 -c 255 -z 131072
