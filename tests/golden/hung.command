# 7.482435 nvme[208] Asynchronous Event Request: in-flight
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x0c --namespace-id=0x0
# 7.482435 nvme[208] Asynchronous Event Request: 3/71:Command-Aborted-By-Host
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme0 --opcode=0x0c --namespace-id=0x0
