//! A ledger that ends with its process: the contract, written as plainly as it can be. For the tests of whoever uses
//! this library, and the one that every other store is compared with.
//!
//! Nothing here is quick: what is asked is found by looking at every notice.

mod approve;
mod commit;
mod facts;
mod forget;
mod hear;
mod hold;
mod ledger;
mod note;
mod print;
mod query;
mod settle;
mod store;
#[cfg(test)]
mod tests;

pub use ledger::Memory;
