# The fixed texts of the layout. A campaign can replace any of them.

# Below every message.
check-real = Not sure this message is genuine? Then do not click anything. Call the helpdesk on the number you already know.
check-real-page = You can read more at:
sent-by = This message was sent on behalf of { $organization }, for ‘{ $campaign }’.

# Names of facts.
phone = Phone
email = Email
hours = Opening hours
website = Website
helpdesk = Helpdesk

# How much time is left.
days-left = { $days ->
    [0] today
    [one] 1 day left
   *[other] { $days } days left
 }
workdays-left = { $days ->
    [0] today
    [one] 1 working day left
   *[other] { $days } working days left
 }

# How much later something is.
in-days = { $days ->
    [0] today
    [one] tomorrow
   *[other] in { $days } days
 }
in-workdays = { $days ->
    [0] today
    [one] in 1 working day
   *[other] in { $days } working days
 }

# How long moving one device takes, in the middle of a sentence: ‘Allow half an hour per device.’
duration = { $minutes ->
    [30] half an hour
    [60] an hour
    [90] an hour and a half
    [120] two hours
    [one] { $minutes } minute
   *[other] { $minutes } minutes
 }
