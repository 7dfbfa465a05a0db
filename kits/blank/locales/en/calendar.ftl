# The entry that a message puts in somebody's calendar.

calendar-summary = Time for { $to }
calendar-file = appointment.ics
calendar-purpose = This time is for { $to }.{ $minutes ->
    [0] { "" }
    [one] { " " }It takes about { $minutes } minute.
   *[other] { " " }It takes about { $minutes } minutes.
 }
