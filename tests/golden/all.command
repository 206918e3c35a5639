# 6.687323 dd[204] Read  slba=0 nlb=256 lr af=Speculative-read: ok
# NOT TO BE RUN UNREAD, no program sent it: nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x1 --cdw12=0x800000ff --cdw13=0x7 --data-len=131072 --read  # nvme read /dev/nvme1n1 --namespace-id=1 --start-block=0 --block-count=255 --limited-retry --data-size=131072 --dsm=0x7 (which asks by Identify first)
# 6.692669 dd[204] Read  slba=256 nlb=256 lr af=Speculative-read: ok
# NOT TO BE RUN UNREAD, no program sent it: nvme io-passthru /dev/nvme1n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x100 --cdw12=0x800000ff --cdw13=0x7 --data-len=131072 --read  # nvme read /dev/nvme1n1 --namespace-id=1 --start-block=256 --block-count=255 --limited-retry --data-size=131072 --dsm=0x7 (which asks by Identify first)
