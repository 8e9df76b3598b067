CREATE EXTENSION IF NOT EXISTS timescaledb;

-- CreateTable
CREATE TABLE "readings" (
    "taken" TIMESTAMPTZ(6) NOT NULL,
    "device" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "readings_pkey" PRIMARY KEY ("device","taken")
);

-- Written by hand: Prisma knows tables, and not hypertables.
SELECT create_hypertable('readings', by_range('taken', INTERVAL '1 day'));
