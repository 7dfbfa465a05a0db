# The entry that a message puts in somebody's calendar.

calendar-summary = Set up { $to }
calendar-purpose = This time is for setting up { $to }. You do not need a link for it.{ $minutes ->
    [0] { "" }
    [one] { " " }It takes about { $minutes } minute.
   *[other] { " " }It takes about { $minutes } minutes.
 }
