# Names as they appear on the reader's screen. Compare them with yours: a campaign can replace any of them.
-authenticator = Microsoft Authenticator
-work-account = Work or school account
-view-account = View account
-security-info = Security info
