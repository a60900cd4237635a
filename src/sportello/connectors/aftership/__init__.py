"""AfterShip: where a parcel is now, asked live when the owner has an account there."""
