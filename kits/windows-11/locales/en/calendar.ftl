# The entry that a message puts in somebody's calendar.

calendar-summary = Install { $to }
calendar-purpose = This time is for installing { $to }. Have your charger with you.{ $minutes ->
    [0] { "" }
    [one] { " " }It takes about { $minutes } minute.
   *[other] { " " }It takes about { $minutes } minutes.
 }
