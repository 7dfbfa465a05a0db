//! What the program leaves on a disk: whole or not at all, and for its owner alone. A ledger and an outbox hold the names
//! of everybody; who else may read them is for their owner to say.

mod durable;
mod private;
mod room;

pub(crate) use durable::{put, sync_folder, write};
pub(crate) use private::{close_to_others, create_folder, open_own};
pub(crate) use room::room;
