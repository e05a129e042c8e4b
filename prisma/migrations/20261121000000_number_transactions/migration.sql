-- Some dialects name a transaction by an integer (PayGateGlobal, tx_reference). One sequence for the simulated operators
-- and for the compatible endpoints, so that a number is unique in the gateway; it stays below 2^31, because programs
-- written for such a provider keep it in an int.
CREATE SEQUENCE transaction_numbers AS integer START 100000001 MINVALUE 100000001;
