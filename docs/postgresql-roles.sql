-- Roles of a copydesk database on PostgreSQL: who makes tables, who works on them, who reads the views.
--
-- Run it once, as an administrator, in the database that copydesk is to have; a second time does no harm:
--
--     createdb --encoding UTF8 --template template0 copydesk
--     psql --dbname copydesk --file postgresql-roles.sql
--
-- Then give the first two a password (\password copydesk_migrator in psql), and each reader a role of its own:
-- CREATE ROLE website LOGIN IN ROLE copydesk_reader; The three names are fixed: 'copydesk db upgrade' makes the views
-- anew and then lets copydesk_reader read them.
--
--     copydesk_migrator   owns the tables and views: copydesk db upgrade
--     copydesk_writer     works on them and makes none: copydesk once, and every command but db upgrade
--     copydesk_reader     reads the views v1_* and nothing else: systems downstream

DO $$
DECLARE
    role record;
BEGIN
    FOR role IN VALUES ('copydesk_migrator', 'LOGIN'), ('copydesk_writer', 'LOGIN'), ('copydesk_reader', 'NOLOGIN') LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I %s', role.column1, role.column2);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;  -- it is there: of another database of this server, or of the first time
        END;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO copydesk_migrator, copydesk_writer, copydesk_reader', current_database()
    );
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO copydesk_migrator;
GRANT USAGE ON SCHEMA public TO copydesk_writer, copydesk_reader;

ALTER DEFAULT PRIVILEGES FOR ROLE copydesk_migrator IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO copydesk_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE copydesk_migrator IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO copydesk_writer;
