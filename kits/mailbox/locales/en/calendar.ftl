# The entry that a message puts in somebody's calendar.

calendar-summary = Your mailbox moves to { $to }
calendar-purpose = Your mailbox moves around this time. You do not have to be there. Sign in to Outlook again afterwards.{ $minutes ->
    [0] { "" }
    [one] { " " }It takes about { $minutes } minute.
   *[other] { " " }It takes about { $minutes } minutes.
 }
