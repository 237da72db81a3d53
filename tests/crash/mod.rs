//! The program dies at any moment and is started again: nothing is lost, nothing is told twice under
//! two names.

mod killed;
mod mortal;
mod ports;
mod wire;
