# The pages in a browser (`heraut serve`), for who runs the campaign. They are part of the program: a campaign replaces none.

# On every page.
skip = To the content
nav-label = Pages
nav-dashboard = Where it stands
updated = The page is up to date.
acts-as = What is done here is done by { $by }.
looks-only = Nothing can be done here, only looked at.
looks-as = Signed in as { $by }, to look.
somebody = Somebody
forbidden = Somebody else does this
forbidden-nobody = The program was started for looking alone. To act:
forbidden-roles = You are { $by }; your role here: { $roles }.
forbidden-no-role = You are { $by }, and have no role here.
forbidden-ask = Roles are given by who runs the program.
again = To confirm it, type your name: { $by }
sign-out = Sign out
wrong = That did not work
missing = There is no such page
missing-why = Perhaps the program was started again since the address was made: addresses of people and messages are new each time.

# Signing in.
sign-in = Sign in
sign-in-as = What you do will be in the journal under the name { $by }.
sign-in-looks = You can look at everything and change nothing.
sign-in-there = Your organisation says who you are.
sign-in-failed = That did not work.
sign-in-proxy = These pages are reached by the address that your organisation has for them, where you sign in.
signed-in = You are signed in
signed-out = You are signed out here
signed-out-there = Sign out at your organisation as well
sign-in-first = Open the link that the program shows in its terminal. It is good for one time.
sign-in-wrong = This link was used, or is not one of this program. The terminal shows the one in force.
sign-in-too-soon = Wait { $n ->
    [one] one second
   *[other] { $n } seconds
 } and try again.

# Numbers of people.
moved = Moved
failed = Failed
left = To go
people = People
share = Share
expected = Expected
of-all = of { $n }
today = today
never = never
day = Day
in-days = { $n ->
    [0] today
    [one] tomorrow
   *[other] in { $n } days
 }
days-ago = { $n ->
    [one] yesterday
   *[other] { $n } days ago
 }

# Where it stands.
as-of = As of { $when }; times in { $zone }.
by-plan = By plan { $plan }, approved on { $when }.
next-deadline = Next deadline
last-read = Last known of people
waves = Waves
wave = Wave
deadline = Deadline
gate = Gate
gate-waiting = not decided yet
gate-inconclusive = cannot be said
gate-failed = not reached
gate-ready = waits for a decision
gate-passed = open
gate-overridden = open all the same
curves = Who had moved by which day
curves-lede = Against what the plan expects: as many on each open day, all of them by the deadline.
curve-of = { $wave }: on { $day }, { $moved } of { $of } had moved; { $expected } were expected.
as-table = As a table
undated = Of { $n } it is not known since when.

# What must be done.
tasks = What needs somebody
no-tasks = Nothing waits for anybody.
who-second = A second person
who-operator = Who runs the campaign
who-helpdesk = The helpdesk
who-managers = The managers
task-proposed = A plan waits for a second person.
task-gate-inconclusive = The gate of { $wave }: something is missing to decide.
task-gate-failed = The gate of { $wave } was not reached.
task-gate-ready = The gate of { $wave }: everything holds, and somebody has to say so.
task-failed = { $wave }: it failed for { $n ->
    [one] one person
   *[other] { $n } people
 }.
task-overdue = { $wave }: the deadline is over, and { $n ->
    [one] one person has
   *[other] { $n } people have
 } not moved.
task-refused = { $n ->
    [one] One message was
   *[other] { $n } messages were
 } refused for good.
task-bounced = { $n ->
    [one] One message
   *[other] { $n } messages
 } could not be delivered.
task-uncertain = { $n ->
    [one] Of one message
   *[other] Of { $n } messages
 } nobody knows whether it arrived.
task-held = { $n ->
    [one] One hold is
   *[other] { $n } holds are
 } in force.
task-stale = What is known of people is { $n ->
    [one] a day
   *[other] { $n } days
 } old.
task-never-read = Nobody has read yet how far people are.

# What goes out.
next = What goes out next
due-now = Due now; this delivers it:
due-at = On { $when }:
nothing-due = Nothing more is due.
senders = { $n ->
    [0] No program sends at this moment.
    [one] One program sends.
   *[other] { $n } programs send.
 }
went-out = Within the last hour { $n ->
    [one] one message
   *[other] { $n } messages
 } went out, the last on { $when }.
nothing-went-out = Nothing went out within the last hour.
relay-paused = The relay { $relay } is left alone until { $when }.
to-helpdesk = to the helpdesk
to-people = { $n ->
    [one] to one person
   *[other] to { $n } people
 }
attention = Messages that need somebody
no-attention = None failed, bounced or is uncertain.
whom = For whom
the-helpdesk = The helpdesk
message = Message
state = State
since = Since
typed = To type
state-planned = planned
state-due = due
state-sending = on its way
state-accepted = sent
state-bounced = bounced
state-deferred = tried again later
state-failed = refused
state-uncertain = uncertain
state-suppressed = not sent
state-expired = expired
state-held = held
state-printed = printed
state-cancelled = cancelled
holds = What is held
scope-campaign = Everything
scope-wave = Wave
scope-phase = Phase
scope-message = Message
scope-person = Person
scope-notice = One message
scope-gate = Behind the gate of
held-since = since { $when }
held-until = until { $when }
held-late = { $n ->
    [one] one message
   *[other] { $n } messages
 } would be too late by now

# The helpdesk.
contacts = What comes to the helpdesk
busiest = The busiest day to come is { $day }, with about { $n } contacts.
takes = The helpdesk takes { $n } a day.
came = Came
four-in-five = Four days in five
over = more than it takes

# Somebody on the telephone.
nav-desk = Helpdesk
desk-wanted = Name, address, user name, serial number, number of a sheet, or site
desk-find = Look up
desk-found = Who is meant?
desk-nobody = Nobody is called so
desk-more = There are more: type more of the name.
desk-sheets = A sheet of that number
desk-devices = Devices that are nobody's
desk-sites = Sites
desk-nothing = Nobody is called so, but
desk-another = Look up somebody else
standing = How far
standing-pending = still to do
standing-migrated = has moved
standing-failed = needs help
standing-gone = has left
start = Start
no-wave = in none
appointment = Appointment
appointment-then = Appointment when the plan is approved again:
appointment-off = No appointment any more when the plan is approved again.
person-held = Is told nothing more for now:
person-unreachable = Mail to this address came back.
person-away = Away until { $day }.
devices = Devices
device-unnamed = Without a name
no-devices = None is known.
path-own = does it themselves, step by step
path-wiped = is wiped by the helpdesk and set up again
path-apple = is moved by Apple: follow what the screen asks
path-replaced = cannot move, and is replaced
path-unknown = the steps are not known
path-done = has moved
path-apart = need not move
platform-ios = iPhone
platform-ipados = iPad
platform-android = Android
platform-windows = Windows
platform-macos = Mac
platform-other = other system
ownership-corporate = of the organisation
ownership-personal = their own
ownership-shared = shared
ownership-unknown = nobody knows whose
coming = What comes
nothing-coming = Nothing more comes.
on-paper = on paper
will-not = Will not be sent:
not-migrated = has moved
not-not-migrated = has not moved
not-left = has left
not-opted-out = wants none
not-bounced = mail comes back
not-no-mailbox = has no mailbox
not-overtaken = overtaken by a later one
told = What they were told
nothing-told = Nothing yet.
known = What else is known
user-name = User name
address = Address
no-mailbox = no mailbox
department = Department
site = Site
language = Language
zone = Time zone
acts = What to do
called-about = What is the call about?
about-steps = The steps
about-sign-in = Signing in
about-device = The device
about-dates = The dates
about-mail = A message
about-other = Something else
act-called = Count this call
why-moved = How is it known that they have moved?
act-moved = Has moved
why-help = What went wrong? Messages to them say it.
act-help = Needs help
why-hold = Why should they be told nothing for now?
act-hold = Hold their messages
why-release = Why can they be told again?
act-release = Let their messages go on
expected-day = Day of the appointment
expected-time = Time, where it is known
expected-place = Place
act-expected = New appointment
act-off = No appointment any more
said-moved = Written down: they have moved.
said-help = Written down: they need help.
said-called = The call is counted.
said-held = Their messages are held.
said-released = Their messages go on.
said-expected = Written down. It is told when the plan is approved again.
said-resent = It goes out again.
again-same = It may have arrived. The same message goes out again, so that a mail system can know it.
again-fresh = It goes out again, to the address in the plan.
act-again = Send again
letter-from = From
letter-to = To
letter-subject = Subject
letter-html = As it looks
letter-text = As plain text
letter-went = This is what went out, made again from what was approved then; it is not signed here.
letter-would = It has not gone out. This is how it would go as things are now.
attempts = Attempts

# The messages of the working files.
nav-messages = Messages
messages-lede = As they are in the files now. A file that is saved shows at once.
findings = What the check finds
findings-later = The check is looking; it shows here when it has.
no-findings = Nothing.
in-mailbox = In the mailbox
in-light = Light
in-dark = Dark
on-phone = On a telephone
readers = Read as
said-again = said again
another-reader = Somebody else: name, address or user name
beside = Beside it in
show = Show

# A wave, and its gate.
was-told = Told
is-coming = To come
not-sent = Not sent
needs-somebody = Needs somebody
gate-owner = Who decides
gate-nobody = nobody in particular
gate-waits = { $n ->
    [one] One message of later waves waits
   *[other] { $n } messages of later waves wait
 } for it.
gate-let-through = { $n ->
    [one] One message of later waves comes
   *[other] { $n } messages of later waves come
 } after it.
gate-first = The first is for { $when }.
gate-late = If it opened now, { $n ->
    [one] one of them
   *[other] { $n } of them
 } would be too late and not be sent.
gate-nothing-waits = Nothing waits for it.
gate-decided = Decided by { $by } on { $when }:
criteria = What must hold
criterion = Criterion
seen = Seen
asked = Asked
holds-now = Holds
holds-yes = yes
holds-no = no
holds-unknown = cannot be said
no-criteria = Nothing is laid down: somebody decides.
asks-sample = It is known of { $n ->
    [one] one person
   *[other] { $n } people
 } at least
asks-age-days = What is known is at most { $n ->
    [one] a day
   *[other] { $n } days
 } old
asks-age-workdays = What is known is at most { $n ->
    [one] a working day
   *[other] { $n } working days
 } old
asks-enrolled = Have moved
asks-failed = It failed
asks-contacts = Contacts at the helpdesk a day
asks-check = Tried by hand: { $check }
act-works = It was tried, and works
act-broken = It does not work any more
why-pass = Why does it open?
act-pass = Open the gate
why-fail = Why does it stay closed?
act-fail = Keep it closed
why-override = Why go on although something is missing?
act-override = Open it all the same

# The plan.
nav-plan = Plan
plan-lede = The working files come to { $n ->
    [one] one message
   *[other] { $n } messages
 }; their plan is { $plan }.
plan-first = Nothing was approved yet. This locks the plan:
plan-approved = The working files are what was approved.
plan-differs = The working files are not what was approved. This locks them:
plan-told = { $n ->
    [one] One person was
   *[other] { $n } people were
 } told other dates than these.
plan-signing = { $by } is approving or proposing it. That takes as long as it takes to make every message; it shows here when it is done.
plan-failed = It was not approved:
plan-proposed = { $by } proposed this plan. It is locked when somebody else approves it.
plan-proposed-other = { $by } proposed another plan, { $plan }, which nobody has approved.
plan-second = It takes two: this proposes the plan, and it is locked when somebody else approves it.
act-approve = Approve plan
act-propose = Propose plan
said-approved = The plan is locked. What is due goes out by it.
said-proposed = The plan is proposed. It is locked when somebody else approves it.
first-message = First message
last-message = Last message
plan-files = Files that changed
plan-difference = What differs

# Paper.
nav-print = Paper
print-waiting = What waits to be printed
print-nothing = Nothing waits to be printed.
print-due = First due
print-held = Held
print-runs = What was printed
print-run = Run
print-none = Nothing was printed yet.
print-on-them = What is on them
print-manifest = In the folder of each run, manifest.csv says which sheet is whose. Posters and handouts are nobody's, and in no list.
sheets = Sheets

# The report.
nav-report = Report
report-page = As one page, to print or keep
report-by = How far people are, by
without = without

# The journal.
nav-journal = Journal
journal-whole = { $n ->
    [one] One entry
   *[other] { $n } entries, each following from the one before
 }. Head:
journal-broken = Entry { $n } is not what was written:
journal-erased = Somebody in it was forgotten.
journal-earlier = Earlier
number = No.
when = When
who = Who
what = What
