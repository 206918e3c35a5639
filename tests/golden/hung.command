# 21.977116 nvme[215] Asynchronous Event Request: in-flight
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme1 --opcode=0x0c --namespace-id=0x0
# 21.977116 nvme[215] Asynchronous Event Request: 3/71:Command-Aborted-By-Host
# NOT TO BE RUN UNREAD, it may change the drive: nvme admin-passthru /dev/nvme1 --opcode=0x0c --namespace-id=0x0
