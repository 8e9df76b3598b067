-- The role that standbys and subscribers connect as, and what is published to them.
-- It comes last: TimescaleDB 2.20 and newer refuse to make a hypertable of a published table.
-- A second run publishes tables that were added to schema trading since, and changes nothing else.

-- The password is set where the server is run, never here: ALTER ROLE replicator PASSWORD '…'
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'replicator') THEN
        CREATE ROLE replicator WITH LOGIN REPLICATION;
    ELSIF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'replicator' AND rolcanlogin AND rolreplication) THEN
        ALTER ROLE replicator WITH LOGIN REPLICATION;
    END IF;
END
$$;

-- A subscriber's first copy reads the tables themselves. The default covers tables that are created later, as long
-- as the role that runs this file creates them.
GRANT USAGE ON SCHEMA trading TO replicator;
GRANT SELECT ON ALL TABLES IN SCHEMA trading TO replicator;
ALTER DEFAULT PRIVILEGES IN SCHEMA trading GRANT SELECT ON TABLES TO replicator;

-- A loop over the catalog, because PostgreSQL 14 cannot publish a schema. ONLY keeps the list to the tables, whatever
-- chunks they have today. The rows of a hypertable are in its chunks: for logical replication switch on
-- timescaledb.enable_chunk_auto_publication (2.25 and newer), which publishes chunks as they are made. Those
-- are left alone here. A streaming standby receives everything in every version.
DO $$
DECLARE
    wanted CONSTANT oid[] := ARRAY(
        SELECT c.oid
          FROM pg_catalog.pg_class AS c
         WHERE c.relnamespace = 'trading'::regnamespace
           AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p');
    published oid[];
    relation regclass;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_publication WHERE pubname = 'trading_data_pub') THEN
        CREATE PUBLICATION trading_data_pub;
    END IF;
    published := ARRAY(
        SELECT r.prrelid
          FROM pg_catalog.pg_publication_rel AS r
          JOIN pg_catalog.pg_publication AS p ON p.oid = r.prpubid
         WHERE p.pubname = 'trading_data_pub');
    FOR relation IN SELECT t FROM unnest(wanted) AS t WHERE t <> ALL (published) LOOP
        EXECUTE format('ALTER PUBLICATION trading_data_pub ADD TABLE ONLY %s', relation);
    END LOOP;
    -- What moved to another schema leaves the publication, chunks of the wanted tables stay.
    FOR relation IN
        SELECT t FROM unnest(published) AS t
         WHERE t <> ALL (wanted)
           AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits AS i WHERE i.inhrelid = t AND i.inhparent = ANY (wanted))
    LOOP
        EXECUTE format('ALTER PUBLICATION trading_data_pub DROP TABLE ONLY %s', relation);
    END LOOP;
END
$$;

COMMENT ON PUBLICATION trading_data_pub IS 'The tables of schema trading, for logical replication.';
