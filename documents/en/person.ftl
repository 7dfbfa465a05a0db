# The overview of one person (`heraut person show`). It addresses nobody: it serves every register.

person-title = Everything that is kept of { $name }
person-made = { $campaign }, { $organization }. As of { $when }; times in { $zone }.
person-not-current = The plan in force does not have this person any more. This is what an earlier plan had.

person-purpose = What for
person-purpose-text = To tell people in time what to do to move from { $from } to { $to }, and to keep track of who has moved.
person-source = Where it comes from
person-source-text = From exports of { $organization }: see below. What happened after that, the program keeps itself.
person-recipients = Who gets it
person-recipients-text = Whoever runs the campaign. Of a message: the mail server that sends it, and its reader. Messages to managers and to the helpdesk may name people.
person-kept = How long
person-kept-until = Until { $days } days after the end of the campaign.
person-kept-open = Until somebody erases it: the campaign sets no period.
person-rights = Rights
person-rights-text = To see it, to have it corrected or erased, to object. Ask: { $contact }. A complaint can go to the supervisory authority for privacy.

person-about = Who it is
person-name = Name
person-address = Email
person-no-address = none
person-identity = Known as
person-language = Language
person-language-text = { $language }, { $reason ->
    [column] from the column with the language
    [preferred] the preferred language of the account
    [device] of a device
    [site] of the site
   *[default] since nothing better is known
 }
person-zone = Time zone
person-department = Department
person-site = Site
person-manager = Manager
person-account = Account
person-account-closed = closed
person-account-open = open
person-leave = Away until
person-wave = Wave
person-wave-text = { $wave }: from { $start } until { $deadline }
person-no-wave = none

person-devices = Devices
person-no-devices = None.
person-device-moved = moved
person-device-apart = need not move
person-device-blocked = cannot move
person-device-pending = not moved yet

person-standing = How far the move is
person-standing-now = Now
person-standing-word = { $standing ->
    [migrated] moved
    [failed] failed
    [left] left the organisation
   *[pending] not moved yet
 }
person-standing-device = device { $device }: { $standing }
person-unreachable = { $address } takes no mail
person-reachable = { $address } is tried again

person-messages = What was sent
person-coming = What is planned
person-nothing = Nothing.
person-paper = On paper
person-message = { $message }, { $channel ->
    [mail] mail
    [print] sheet
    [letter] letter
   *[other] { $channel }
 }, { $language }
person-subject = subject: { $subject }
person-state = { $state ->
    [planned] planned
    [due] planned
    [sending] being sent now
    [accepted] the mail server took it
    [bounced] not delivered
    [deferred] the mail server asked for later
    [failed] the mail server refused it
    [uncertain] perhaps sent: no answer came
    [suppressed] not sent
    [expired] not sent: too late
    [held] held
    [printed] printed
   *[cancelled] cancelled
 }
person-since = { $state } on { $when }
person-why = { $why ->
    [migrated] moved already
    [not-migrated] not moved yet
    [left] left the organisation
    [opted-out] does not want it
    [bounced] the address takes no mail
    [no-mailbox] no address
   *[overtaken] a later message came first
 }
person-not-in-plan = no longer in the plan
person-dropped = will not go out: { $why }
person-try = attempt { $number } on { $when }: { $state }
person-report = a mail system reported on { $when } ({ $action }) about { $address }: { $words }

person-holds = Held
person-hold = since { $when } by { $by }: { $why }

person-helpdesk = Helpdesk
person-helpdesk-text = Of contacts with the helpdesk the program keeps numbers by day and wave, not who it was.

person-journal = What people did, in the words of the journal
person-journal-entry = entry { $number }, { $when }: { $text }

person-files = As it is in the files
person-file = { $file }, line { $line }
person-file-earlier = { $file }, line { $line } (earlier)
person-file-others = { $file }, line { $line }, of somebody else

person-forgetting = What stays after erasing
person-forgetting-counts = How many messages went when, under a name that says nothing.
person-forgetting-journal = The journal, with … where this person was.
person-forgetting-digest = A keyed digest of user name and address, so that a later export does not bring this person back.
person-forgetting-elsewhere = Outside the program: exports, paper, back-ups of before, mail in mailboxes and logs of the mail server.
