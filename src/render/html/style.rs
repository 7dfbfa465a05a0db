//! How things look: every property stands at its element, because mail clients drop style sheets.

pub(super) const HEADINGS: [&str; 6] = [
    "margin:0 0 16px;font-size:24px;line-height:1.3;font-weight:bold",
    "margin:24px 0 12px;font-size:20px;line-height:1.3;font-weight:bold",
    "margin:20px 0 8px;font-size:18px;line-height:1.4;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
    "margin:16px 0 8px;font-size:16px;line-height:1.5;font-weight:bold",
];
pub(super) const HEADING_TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
pub(super) const PARAGRAPH: &str = "margin:0 0 16px";
/// Lists are indented by their margin: classic Outlook drops their padding, and the numbers with it.
pub(super) const LIST: &str = "margin:0 0 16px 28px;padding:0";
pub(super) const INNER_LIST: &str = "margin:6px 0 0 24px;padding:0";
pub(super) const ITEM: &str = "margin:0 0 8px";
/// Steps have large numbers: a list whose items put their words back to the usual size. That is a list everywhere, and
/// the only large numbers that classic Outlook can show; the lines are as high as those of a paragraph.
pub(super) const STEPS: &str = "margin:0 0 16px 34px;padding:0;font-size:20px;line-height:1.2;font-weight:bold;color:";
pub(super) const STEP: &str = "color:#1f1f1f;font-size:16px;font-weight:normal";
pub(super) const STEP_BLOCKS: &str = "color:#1f1f1f;font-size:16px;line-height:1.5;font-weight:normal";
pub(super) const LINK: &str = "text-decoration:underline;color:";
/// In a box links have the colour of its words: that of the brand is judged on the page's background only.
pub(super) const BOX_LINK: &str = "#1f1f1f";
pub(super) const QUOTE: &str = "margin:0 0 16px;padding:12px 16px 1px;border-left:4px solid #5f6368;\
                     background-color:#f1f3f4;color:#1f1f1f";
/// What boxes and cards begin with: a row of a table, because Outlook knows no padding of anything else.
pub(super) const FRAME: &str = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
                     style=\"margin:0 0 16px;border-collapse:separate\"><tr>";
pub(super) const DEADLINE: &str = "padding:16px 16px 0;border:2px solid #b3261e;border-left:8px solid #b3261e;\
                        background-color:#fdf0ef;color:#1f1f1f;font-size:18px";
pub(super) const WARNING: &str =
    "padding:12px 16px 0;border-left:8px solid #9a5b00;background-color:#fff4e0;color:#1f1f1f";
pub(super) const NOTE: &str =
    "padding:12px 16px 0;border-left:8px solid #5f6368;background-color:#f1f3f4;color:#1f1f1f";
pub(super) const CARD: &str = "padding:14px 16px 6px;border:1px solid #767676;border-radius:6px";
pub(super) const CARD_TITLE: &str = "margin:0 0 4px;font-size:18px;line-height:1.4;font-weight:bold";
pub(super) const FACT: &str = "margin:0 0 8px";
pub(super) const LABEL: &str = "font-size:16px;font-weight:normal;color:#44474a";
/// The one fact of a helpdesk that people look for in a hurry.
pub(super) const PHONE: &str = "margin:0 0 8px;font-size:20px;font-weight:bold";
pub(super) const CODE: &str = "font-family:Consolas,Menlo,monospace;font-size:15px";
pub(super) const PRE: &str = "margin:0 0 16px;padding:12px;white-space:pre-wrap;background-color:#f1f3f4;\
                   font-family:Consolas,Menlo,monospace;font-size:15px";
pub(super) const TABLE: &str = "border-collapse:collapse;width:100%;margin:0 0 16px";
pub(super) const HEAD: &str = "padding:8px;border-bottom:2px solid #767676;vertical-align:bottom;text-align:";
pub(super) const CELL: &str = "padding:8px;border-bottom:1px solid #c4c7c5;vertical-align:top;text-align:";
/// What a row of a comparison is about: a line of its own, so that two columns are left, which fit a telephone.
pub(super) const TOPIC: &str = "padding:12px 8px 2px;vertical-align:bottom;text-align:";
pub(super) const RULE: &str = "margin:24px 0;border:0;border-top:1px solid #c4c7c5";
pub(super) const BUTTON: &str = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
                      style=\"margin:0 0 20px\"><tr><td class=\"h-button\" \
                      style=\"border-radius:6px;padding:12px 24px;background-color:";
pub(super) const BUTTON_LINK: &str = "color:#ffffff;text-decoration:none;font-weight:bold;display:inline-block";

/// A picture in a step stands right below its words.
pub(super) const STEP_PICTURE: &str = "margin:6px 0 12px";
/// Transparent pictures are made for white; their description, where they are not shown, is dark on it.
pub(super) const PICTURE: &str =
    "display:block;border:0;max-width:100%;height:auto;background-color:#ffffff;color:#1f1f1f";
/// Pixels that a box takes from the width of what is in it, and each level of lists.
pub(super) const BOX_ROOM: u32 = 42;
pub(super) const LIST_ROOM: u32 = 34;
