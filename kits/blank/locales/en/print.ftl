# What is on paper besides the message itself, where the built-in texts speak of a device that is enrolled.

print-deadline = Last day
print-enrol = Start here
print-guide = How it works
