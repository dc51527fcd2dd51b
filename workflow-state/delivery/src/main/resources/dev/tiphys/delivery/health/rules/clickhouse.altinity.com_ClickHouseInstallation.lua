return clickhouse("ClickHouse")
