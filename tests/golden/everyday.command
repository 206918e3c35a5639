# 3.257995 nvme[191] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme0n1 --namespace-id=1
# 3.266339 nvme[191] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme0n1 --namespace-id=1
# 3.272912 nvme[191] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme1n1 --namespace-id=1
# 3.273653 nvme[191] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme1n1 --opcode=0x06 --namespace-id=0x1 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme1n1 --namespace-id=1
# 3.274116 nvme[191] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme1n2 --opcode=0x06 --namespace-id=0x2 --data-len=4096 --read  # nvme id-ns /dev/nvme1n2 --namespace-id=2
# 3.274406 nvme[191] Identify  cns=Namespace-Identification-Descriptor-list: ok
nvme admin-passthru /dev/nvme1n2 --opcode=0x06 --namespace-id=0x2 --cdw10=0x3 --data-len=4096 --read  # nvme ns-descs /dev/nvme1n2 --namespace-id=2
# 3.309549 nvme[192] Identify  cns=Controller: ok
nvme admin-passthru /dev/nvme0 --opcode=0x06 --namespace-id=0x0 --cdw10=0x1 --data-len=4096 --read  # nvme id-ctrl /dev/nvme0
# 3.333334 nvme[193] Get Log Page  lid=SMART/Health len=512: ok
# NOT TO BE RUN UNREAD, it clears an event (RAE is 0): nvme admin-passthru /dev/nvme0 --opcode=0x02 --namespace-id=0xffffffff --cdw10=0x7f0002 --data-len=512 --read  # nvme smart-log /dev/nvme0 --namespace-id=0xffffffff
# 3.358202 nvme[194] Get Features  fid=Number-of-Queues -> nsqa=4 ncqa=4: ok
nvme admin-passthru /dev/nvme0 --opcode=0x0a --namespace-id=0xffffffff --cdw10=0x7  # nvme get-feature /dev/nvme0 --namespace-id=0xffffffff --feature-id=0x7
# 3.381302 nvme[195] Set Features  fid=Temperature-Threshold tmpsel=Composite-Temperature thsel=Over tmpth=343: ok
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x09 --namespace-id=0xffffffff --cdw10=0x4 --cdw11=0x157
# 3.405350 nvme[196] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme0n1 --namespace-id=1
# 3.407272 nvme[196] Write  slba=8 nlb=1: ok
# NOT TO BE RUN UNREAD, it may change the drive: nvme io-passthru /dev/nvme0n1 --opcode=0x01 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --write
# 3.428804 nvme[197] Identify  cns=Namespace: ok
nvme admin-passthru /dev/nvme0n1 --opcode=0x06 --namespace-id=0x1 --data-len=4096 --read  # nvme id-ns /dev/nvme0n1 --namespace-id=1
# 3.429700 nvme[197] Read  slba=8 nlb=1: ok
nvme io-passthru /dev/nvme0n1 --opcode=0x02 --namespace-id=0x1 --cdw10=0x8 --data-len=512 --read  # nvme read /dev/nvme0n1 --namespace-id=1 --start-block=8 --block-count=0 --data-size=512 (which asks by Identify first)
# 3.456908 nvme[198] Security Send  secp=TCG spsp=0x7 tl=16: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x81 --namespace-id=0x0 --cdw10=0x1000700 --cdw11=0x10 --data-len=16 --write
# 3.482302 nvme[190] Device Self-test  stc=Short: 0/01:Invalid-Command-Opcode
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x14 --namespace-id=0x1 --cdw10=0x1  # nvme device-self-test /dev/nvme0 --namespace-id=1 --self-test-code=0x1
