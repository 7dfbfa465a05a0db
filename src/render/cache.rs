//! What a language makes of a few values again and again: the dates of the waves, numbers, and labels. Writing a date
//! takes longer than looking it up, and a wave has two.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

/// Enough for the dates and labels of every wave in every language; what comes after them is made each time.
const MOST: usize = 4096;

/// Texts by what they were made from. A text depends on its key alone, so it does not matter who made it first.
#[derive(Debug, Default)]
pub(crate) struct Cache(RwLock<HashMap<String, String>>);

impl Cache {
    /// The text of this key, made if it is not known.
    ///
    /// # Errors
    /// Those of making it; nothing is kept then.
    pub(crate) fn get_or<E>(&self, key: &[&str], make: impl FnOnce() -> Result<String, E>) -> Result<String, E> {
        // No part of a key has this character: values are cleaned of it, and it is in no tag, zone or style.
        let key = key.join("\0");
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(known.clone());
        }
        let made = make()?;
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if texts.len() < MOST {
            texts.insert(key, made.clone());
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once_and_a_failure_again() {
        let cache = Cache::default();
        let made = |text: &str| Ok::<_, ()>(text.to_owned());
        assert_eq!(cache.get_or(&["date", "nl", "", "x"], || Err(())), Err(()));
        assert_eq!(cache.get_or(&["date", "nl", "", "x"], || made("a")).unwrap(), "a");
        assert_eq!(cache.get_or(&["date", "nl", "", "x"], || made("b")).unwrap(), "a");
        assert_eq!(cache.get_or(&["date", "en", "", "x"], || made("b")).unwrap(), "b");
    }

    #[test]
    fn there_is_an_end_to_what_is_kept() {
        let cache = Cache::default();
        for n in 0..=MOST {
            cache.get_or(&["date", "nl", "", &n.to_string()], || Ok::<_, ()>(String::new())).unwrap();
        }
        assert_eq!(cache.0.read().unwrap().len(), MOST);
    }
}
