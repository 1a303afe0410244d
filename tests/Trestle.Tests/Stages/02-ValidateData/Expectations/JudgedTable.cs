using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.Lifecycle;
using Trestle.Stages.ValidateData;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Tests.Stages.ValidateData.Expectations;

/// <summary>Judges expectations as they are written in a configuration, on a small table of texts with declared types.</summary>
internal static class JudgedTable
{
    /// <summary>The present time in these tests.</summary>
    public static DateTimeOffset Now { get; } = new(2024, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The results.</summary>
    /// <param name="yaml">A list of expectations: <c>{between: {column: n, min: 0}}</c>.</param>
    /// <param name="columns">Names and types: <c>n:number d:date b:boolean s:text</c>; a type with ! is of a private column.</param>
    /// <param name="rows">One text for each row, values divided by |; an empty value is missing, NA too.</param>
    public static IReadOnlyList<CheckResult> Judge(string yaml, string columns, params string[] rows) =>
        Judge(yaml, columns, rows, out _);

    /// <summary>The results, and the rows that were set aside.</summary>
    public static IReadOnlyList<CheckResult> Judge(string yaml, string columns, string[] rows, out IReadOnlyList<SetAside> aside)
    {
        var contract = Contract(columns);
        var expectations = ProjectBinder
            .Bind($"name: sample\nsource: data.csv\ntarget: y\nvalidate-data: {{expectations: [{yaml}]}}\n", "trestle.yaml")
            .Value.ValidateData.Expectations;
        var raw = Raw(contract, rows);
        var typing = ContractSteps.Typing(contract, raw.Schema);
        string[] names = [.. contract.Columns.Select(column => column.Name)];
        var scan = new ExpectationScan(
            ScanPlan.Of(expectations, contract, raw.Schema, names, typing.Output, new ExpectationContext(Now)));
        aside = scan.Add(raw, typing.Apply(raw));
        return scan.Judge(raw.Rows);
    }

    private static Contract Contract(string columns) => new()
    {
        Task = TaskKind.Regression,
        Target = "",
        Columns =
        [
            .. columns.Split(' ').Select(column => column.Split(':')).Select(parts => new ColumnContract
            {
                Name = parts[0],
                Type = Enum.Parse<ColumnType>(parts[1].TrimEnd('!'), ignoreCase: true),
                Private = parts[1].EndsWith('!'),
                Formats = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm"],
            }),
        ],
    };

    private static RowBlock Raw(Contract contract, string[] rows) => new(
        new RowSchema(
        [
            .. contract.Columns.Select(column => new Column(column.Name, ColumnKind.Text)),
            new Column(ReservedColumns.Row, ColumnKind.Number),
        ]),
        rows.Length,
        [
            .. contract.Columns.Select(
                (_, place) => rows.Select(row => row.Split('|')[place] is { Length: > 0 } text ? text : null).ToArray()),
            Enumerable.Range(1, rows.Length).Select(row => (double)row).ToArray(),
        ]);
}
