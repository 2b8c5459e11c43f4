"""Add currencies, tours and departures, and what an organization decides about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0012"
down_revision: str | None = "0011"

# ISO 4217, by the number of digits after the point; units of account are left out.
NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF "
TWO = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
    "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
    "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO "
    "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS "
    "SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST "
    "XAD XCD XCG YER ZAR ZMW ZWG "
)
THREE = "BHD IQD JOD KWD LYD OMR TND "

MONEY_SCALE = """
CREATE FUNCTION check_money_scale() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    digits integer;
    name text;
    value numeric;
BEGIN
    SELECT exponent INTO digits FROM currencies WHERE code = to_jsonb(NEW)->>'currency';
    FOREACH name IN ARRAY TG_ARGV LOOP
        value := (to_jsonb(NEW)->>name)::numeric;
        IF value <> round(value, digits) THEN
            RAISE EXCEPTION '%.% has more digits than % allows', TG_TABLE_NAME, name,
                to_jsonb(NEW)->>'currency' USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$
"""
SETTINGS = (
    "hide_prices brand_logo_key brand_color office_phone payment_details payment_link "
    "pays_on_site overdue_cancel_days reminder_time reminder_offsets quote_valid_days "
    "balance_due_days deposit_percent grace_minutes hold_minutes default_currency "
)
CHECKS = {
    "ck_organizations_hold": "hold_minutes > 0 AND grace_minutes >= 0",
    "ck_organizations_deposit": "deposit_percent BETWEEN 0 AND 100",
    "ck_organizations_days": "balance_due_days >= 0 AND quote_valid_days > 0",
}
SCALED = {"tours": "'base_price'", "tour_departures": "'price'"}


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "currencies",
        sa.Column("code", sa.CHAR(length=3), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.CheckConstraint("exponent BETWEEN 0 AND 3", name=op.f("ck_currencies_exponent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currencies")),
    )
    currencies = sa.table("currencies", sa.column("code"), sa.column("exponent"))
    for exponent, codes in ((0, NONE), (2, TWO), (3, THREE)):
        op.bulk_insert(currencies, [{"code": code, "exponent": exponent} for code in codes.split()])
    op.create_table(
        "tours",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), server_default="tour", nullable=False),
        sa.Column("base_price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("duration_days", sa.Integer(), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column(
            "includes",
            postgresql.ARRAY(sa.Text()),
            server_default=sa.text("'{}'::text[]"),
            nullable=False,
        ),
        sa.Column("active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("btrim(name) <> ''", name=op.f("ck_tours_name")),
        sa.CheckConstraint(
            "kind <> 'tour' OR duration_days IS NOT NULL", name=op.f("ck_tours_tour_has_days")
        ),
        sa.CheckConstraint("kind IN ('tour', 'session', 'retreat')", name=op.f("ck_tours_kind")),
        sa.CheckConstraint("base_price >= 0", name=op.f("ck_tours_base_price")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_tours_capacity")),
        sa.CheckConstraint(
            "duration_days > 0 OR duration_minutes > 0", name=op.f("ck_tours_duration_is_positive")
        ),
        sa.CheckConstraint(
            "num_nonnulls(duration_days, duration_minutes) = 1", name=op.f("ck_tours_duration")
        ),
        sa.ForeignKeyConstraint(["currency"], ["currencies.code"], name=op.f("fk_tours_currency")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_tours_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tours")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_tours_organization_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tours_public_id")),
    )
    op.create_table(
        "tour_departures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "public_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False
        ),
        sa.Column("organization_id", sa.BigInteger(), nullable=False),
        sa.Column("tour_id", sa.BigInteger(), nullable=False),
        sa.Column("departure_date", sa.Date(), nullable=False),
        sa.Column("departure_time", sa.Time(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("price", sa.Numeric(precision=18, scale=3), nullable=False),
        sa.Column("currency", sa.CHAR(length=3), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seats_taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "available_seats",
            sa.Integer(),
            sa.Computed("capacity - seats_taken", persisted=True),
            nullable=False,
        ),
        sa.Column("guide_id", sa.BigInteger(), nullable=True),
        sa.Column("meeting_point", sa.String(), server_default="", nullable=False),
        sa.Column("status", sa.String(), server_default="open", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "status <> 'cancelled' OR seats_taken = 0",
            name=op.f("ck_tour_departures_cancelled_is_empty"),
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'open', 'closed', 'cancelled', 'departed', 'completed')",
            name=op.f("ck_tour_departures_status"),
        ),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_tour_departures_capacity")),
        sa.CheckConstraint("end_date >= departure_date", name=op.f("ck_tour_departures_end")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_tour_departures_price")),
        sa.CheckConstraint(
            "seats_taken BETWEEN 0 AND capacity", name=op.f("ck_tour_departures_seats")
        ),
        sa.ForeignKeyConstraint(
            ["currency"], ["currencies.code"], name=op.f("fk_tour_departures_currency")
        ),
        sa.ForeignKeyConstraint(
            ["guide_id"], ["clients.id"], name=op.f("fk_tour_departures_guide_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_tour_departures_organization_id"),
        ),
        sa.ForeignKeyConstraint(["tour_id"], ["tours.id"], name=op.f("fk_tour_departures_tour_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tour_departures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tour_departures_public_id")),
        sa.UniqueConstraint(
            "tour_id",
            "departure_date",
            "departure_time",
            name=op.f("uq_tour_departures_tour_id_departure_date_departure_time"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_tour_departures_guide_id"), "tour_departures", ["guide_id"], unique=False
    )
    op.create_index(
        "ix_tour_departures_organization_id_departure_date",
        "tour_departures",
        ["organization_id", "departure_date"],
        unique=False,
    )
    op.add_column(
        "organizations",
        sa.Column("default_currency", sa.CHAR(length=3), server_default="KZT", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column("hold_minutes", sa.Integer(), server_default="1440", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column("grace_minutes", sa.Integer(), server_default="120", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column(
            "deposit_percent", sa.Numeric(precision=5, scale=2), server_default="50", nullable=False
        ),
    )
    op.add_column(
        "organizations",
        sa.Column("balance_due_days", sa.Integer(), server_default="30", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column("quote_valid_days", sa.Integer(), server_default="3", nullable=False),
    )
    op.add_column(
        "organizations",
        sa.Column(
            "reminder_offsets",
            postgresql.ARRAY(sa.SmallInteger()),
            server_default=sa.text("'{-7,-3,0,2}'::smallint[]"),
            nullable=False,
        ),
    )
    op.add_column(
        "organizations",
        sa.Column("reminder_time", sa.Time(), server_default="10:00", nullable=False),
    )
    op.add_column("organizations", sa.Column("overdue_cancel_days", sa.Integer(), nullable=True))
    op.add_column(
        "organizations",
        sa.Column("pays_on_site", sa.Boolean(), server_default="false", nullable=False),
    )
    op.add_column("organizations", sa.Column("payment_link", sa.String(), nullable=True))
    op.add_column("organizations", sa.Column("payment_details", sa.String(), nullable=True))
    op.add_column("organizations", sa.Column("office_phone", sa.String(), nullable=True))
    op.add_column(
        "organizations",
        sa.Column("brand_color", sa.String(), server_default="#0B6B5D", nullable=False),
    )
    op.add_column("organizations", sa.Column("brand_logo_key", sa.String(), nullable=True))
    op.add_column(
        "organizations",
        sa.Column("hide_prices", sa.Boolean(), server_default="false", nullable=False),
    )
    op.create_foreign_key(
        op.f("fk_organizations_default_currency"),
        "organizations",
        "currencies",
        ["default_currency"],
        ["code"],
    )
    for name, expression in CHECKS.items():
        op.create_check_constraint(op.f(name), "organizations", expression)
    op.execute(MONEY_SCALE)
    for table, columns in SCALED.items():
        op.execute(
            f"CREATE TRIGGER money_scale BEFORE INSERT OR UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION check_money_scale({columns})"
        )


def downgrade() -> None:
    """Take it back."""
    for name in CHECKS:
        op.drop_constraint(op.f(name), "organizations")
    op.drop_constraint(
        op.f("fk_organizations_default_currency"), "organizations", type_="foreignkey"
    )
    for name in SETTINGS.split():
        op.drop_column("organizations", name)
    op.drop_index("ix_tour_departures_organization_id_departure_date", table_name="tour_departures")
    op.drop_index(op.f("ix_tour_departures_guide_id"), table_name="tour_departures")
    op.drop_table("tour_departures")
    op.drop_table("tours")
    op.drop_table("currencies")
    op.execute("DROP FUNCTION check_money_scale()")
