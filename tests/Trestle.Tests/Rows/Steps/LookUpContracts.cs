using Trestle.Rows.Blocks;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;
using Trestle.Rows.Steps;
using Trestle.Testing;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Rows.Steps;

/// <summary>The steps that look up keyed tables keep the contract of row steps.</summary>
public sealed class LookUpContracts
{
    public sealed class CarryForwardContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new CarryForward { Columns = ["age", "city"] }];

        protected override RowBlock Sample => With(base.Sample);

        protected override RowBlock Strange => With(base.Strange);

        /// <summary>The rows with what was found for two of their columns: the values of the row at the same place from the end.</summary>
        private static RowBlock With(RowBlock rows)
        {
            Array Turned(string column)
            {
                var turned = (Array)rows.Raw(rows.Schema.Find(column)).Clone();
                Array.Reverse(turned);
                return turned;
            }

            return new RowBlock(
                new RowSchema(
                [
                    .. rows.Schema.Columns, new Column(CarryForward.Carried + "age", ColumnKind.Number),
                    new Column(CarryForward.Carried + "city", ColumnKind.Text),
                ]),
                rows.Rows, [.. Enumerable.Range(0, rows.Schema.Count).Select(rows.Raw), Turned("age"), Turned("city")]);
        }
    }

    public sealed class LookUpContract : RowStepContract
    {
        private static readonly Dictionary<string, KeyedTable> Tables = new()
        {
            ["cities"] = Build(
                new KeyedSchema
                {
                    Table = "cities",
                    Keys = [new Column("name", ColumnKind.Text)],
                    Columns = [new Column("people", ColumnKind.Number), new Column("country", ColumnKind.Text)],
                },
                new TableBuilder().Texts("name", ["Paris", "Bern", "rome"]).Numbers("people", [2.1e6, double.NaN, 2.8e6])
                    .Texts("country", ["FR", "CH", null]).Block()),
            ["plans"] = Build(
                new KeyedSchema
                {
                    Table = "plans",
                    Keys = [new Column("plan", ColumnKind.Text), new Column("age", ColumnKind.Number)],
                    Time = "from",
                    Known = "known",
                    Columns = [new Column("fee", ColumnKind.Number)],
                },
                new TableBuilder().Texts("plan", ["basic", "pro", "basic"]).Numbers("age", [31, 42.5, 31]).Numbers("from", [0, 0, 9e14])
                    .Numbers("known", [0, 0, 9e14]).Numbers("fee", [1, 2, 3]).Block()),
        };

        public override IEnumerable<IRowStep> Steps =>
        [
            new LookUp
            {
                Columns = ["city"],
                Table = "cities",
                Outputs =
                [
                    new LookUpColumn("country", "cities.country", ColumnKind.Text),
                    new LookUpColumn("people", "cities.people", ColumnKind.Number),
                ],
                Source = Tables["cities"],
            },
            new LookUp
            {
                Columns = ["plan", "age", "when"],
                Table = "plans",
                Outputs = [new LookUpColumn("fee", "fee", ColumnKind.Number)],
                Timed = true,
                Within = 9e14,
                Source = Tables["plans"],
            },
            new LookUp
            {
                Columns = ["plan", "age", "when"],
                Table = "plans",
                Outputs =
                [
                    new LookUpColumn("", "n", ColumnKind.Number) { Of = KeyedAggregate.Count },
                    new LookUpColumn("fee", "fees", ColumnKind.Number) { Of = KeyedAggregate.Sum },
                ],
                Timed = true,
                Window = 9e14,
                Source = Tables["plans"],
            },
            new LookUp
            {
                Columns = ["plan", "age", "when"],
                Table = "plans",
                Outputs =
                [
                    new LookUpColumn("fee", "before", ColumnKind.Number) { Of = KeyedAggregate.Lag, Rows = 1 },
                    new LookUpColumn("fee", "spread", ColumnKind.Number) { Of = KeyedAggregate.Std, Window = 9e14 },
                ],
                Timed = true,
                Before = true,
                Delay = 1e6,
                Source = Tables["plans"],
            },
        ];

        protected override FittedPlan Read(byte[] saved) => base.Read(saved).With(Tables);

        private static KeyedTable Build(KeyedSchema schema, RowBlock rows)
        {
            var builder = new KeyedTableBuilder(schema);
            builder.Add(rows);
            return KeyedTable.Open(builder.Build(CancellationToken.None).File, schema.Table);
        }
    }
}
