# What is on paper besides the message itself.

# Above the sheet: whose it is.
print-name = Name
print-department = Department
print-building = Building

# The box with the date, when the message itself does not speak of it.
print-deadline = Last day

# Beside the QR code.
print-scan = Scan the code with the camera of your phone.
print-type = Or type this address:
print-code = QR code to { $address }
print-enrol = Start here
print-guide = How it works

# The band with help.
print-help = Need help?
print-desk = Every message has these details

# The foot. The layout puts the numbers in.
print-number = Sheet { $number }
print-page = Page { $page } of { $pages }

# The letter.
print-sender = Sender:
print-date = Date
print-reference = Our reference
print-closing = Kind regards,

# The table of whoever has more than one device.
print-device = Device
print-steps = Steps

# The poster: what changes, when its heading does not say it.
print-move = With { $to }

# The sheet before a pile.
print-separator = This pile
print-count = { $count ->
    [one] 1 sheet
   *[other] { $count } sheets
 }
print-numbers = Numbers { $first } to { $last }

# A kind of device, above the steps on a sheet that is nobody's.
print-kind = { $platform ->
    [ios] iPhone
    [ipados] iPad
    [android] Android phone or tablet
    [macos] Mac
    [windows] Windows computer
   *[other] Other device
 }{ $ownership ->
    [corporate] { " " }from work
    [personal] { " " }of your own
    [shared] { " " }that you share with colleagues
   *[unknown] { "" }
 }{ $managed ->
    [yes] , fully managed
   *[no] { "" }
 }{ $moved ->
    [yes] , on version 26 or later
    [older] , on a version older than 26
   *[no] { "" }
 }{ $several ->
    [yes] , now in { $system }
   *[no] { "" }
 }{ $managed ->
    [apple] . At the top of Settings it says “supervised”
    [plain] . At the top of Settings it does not say “supervised”
   *[no] { "" }
 }

# The file that goes with a mail; ends in .pdf.
print-file = instructions.pdf
