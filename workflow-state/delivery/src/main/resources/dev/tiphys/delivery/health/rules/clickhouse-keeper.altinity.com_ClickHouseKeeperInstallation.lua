return clickhouse("ClickHouseKeeper")
