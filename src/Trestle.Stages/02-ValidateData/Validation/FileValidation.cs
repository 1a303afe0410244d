using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Formatting;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Storage.Tables;

namespace Trestle.Stages.ValidateData.Validation;

/// <summary>Holds a file against a contract and expectations, in one scan and without a run.</summary>
/// <param name="tables">Reads the file.</param>
/// <param name="clock">The time by which the age of data is judged.</param>
public sealed class FileValidation(TableEngine tables, TimeProvider clock)
{
    private const int MostUnreadable = 1000;

    /// <summary>The report on some files, which are read as one table; their paths may have wildcards.</summary>
    /// <param name="rules">What they are held against.</param>
    /// <param name="paths">The files.</param>
    /// <param name="name">What the report calls them.</param>
    /// <param name="cancellation">Ends the scan promptly.</param>
    public ValidationReport Run(ValidationRules rules, IReadOnlyList<string> paths, string name, CancellationToken cancellation)
    {
        if (rules.Mistakes.Count > 0)
        {
            throw new TrestleException(rules.Mistakes);
        }

        var source = rules.Source with { Path = paths, Format = null };
        using var import = StandardNames.For(
            rules.Contract,
            StandardNames.Read(
                SourceCatalog.For(source, tables.FindFiles(paths, cancellation), name), tables, paths, source, cancellation),
            tables, cancellation);
        var file = new NumberedFile(import.Table);
        var contract = file.Present(rules.Contract);
        var typing = ContractSteps.Typing(contract, file.Schema);
        var loader = new ContextLoader(tables, rules.Contract, rules.Source, rules.PathOf, rules.StoredAt)
        {
            Others = rules.Tables.Where(other => rules.Contract.Tables?.ContainsKey(other.Key) == true)
                .ToDictionary(other => other.Key, other => (other.Value.Table, rules.Contract.Tables![other.Key])),
        };
        var context = loader.Load(
            rules.Settings.Expectations, import.Table, rules.Earlier, clock.GetUtcNow(), cancellation);
        var plan = ScanPlan.Of(rules.Settings.Expectations, contract, file.Schema, file.Columns, typing.Output, context);
        var found = LaneScan.Run(
            RowRange.Of(import.Table.Rows), range => file.Scan(range, cancellation), () => new Findings(rules, contract, plan),
            (lane, block) => lane.Add(block, typing), (lane, other) => lane.Merge(other), import.Table.Threads, cancellation);
        var hasPrivate = contract.Columns.Any(column => column.Private);
        var quarantine = found.Quarantine.Result(
            [
                .. import.Rejected.Take(MostUnreadable).Select(
                    line => new BadRow(null, line.Line, null, line.Reason, hasPrivate ? null : line.Text)),
            ],
            import.RejectedCount, import.Table.Rows);
        return new ValidationReport
        {
            File = name,
            Against = rules.Words,
            Time = clock.GetUtcNow(),
            Rows = import.Table.Rows,
            Checks =
            [
                .. Columns(rules.Contract, file.Columns), Rows(import.Table.Rows), Broken(quarantine, rules.Settings.MaxQuarantine),
                .. found.Expected.Judge(import.Table.Rows),
            ],
            Quarantine = quarantine,
            Notes = import.Notes,
        };
    }

    private static IEnumerable<CheckResult> Columns(Contract contract, IReadOnlyList<string> present)
    {
        const string Name = "contract-columns";
        var absent = contract.Columns.Where(column => column.Name != contract.Target && !present.Contains(column.Name)).ToArray();
        var unknown = present.Where(name => contract.Find(name) is null && contract.Unused?.Contains(name) != true).ToArray();
        foreach (var column in absent)
        {
            var mistaken = ColumnCheck.Mistaken(column.Name, unknown);
            var refused = ColumnCheck.Needs(column, unknown.Length > 0);
            yield return new CheckResult(
                Name, column.Name, false, refused, $"a column '{column.Name}'",
                $"there is none{(mistaken is null ? "" : $"; '{mistaken}' may be meant")}"
                    + (refused ? "" : "; its values are missing, which the contract allows"));
        }

        if (absent.Length == 0)
        {
            var columns = contract.Columns.Count(column => column.Name != contract.Target);
            yield return new CheckResult(Name, null, true, true, Format.Count(columns, "column"), "all of them");
        }

        if (unknown.Length > 0)
        {
            yield return new CheckResult(
                "known-columns", null, false, false, "no columns beyond the contract", Format.Some(unknown, 10))
            {
                Severity = Severity.Info,
            };
        }
    }

    private static CheckResult Rows(long rows) =>
        new("has-rows", null, rows > 0, true, "at least one row", Format.Count(rows, "row"));

    private static CheckResult Broken(Quarantine quarantine, double allowed) => new(
        "contract-rows", null, quarantine.Share <= allowed, true,
        $"at most {Format.Share(allowed)} of the rows break the contract or are set aside",
        quarantine.Rows == 0 ? "none"
            : $"{Format.Count(quarantine.Rows, "row")} ({Format.Share(quarantine.Share)}): "
                + Format.Some([.. quarantine.Reasons.Select(reason => $"{reason.Value} ({Format.Count(reason.Rows)})")], 5))
    {
        Judged = quarantine.Share == 0 ? null : (long)Math.Round(quarantine.Rows / quarantine.Share),
        Failing = quarantine.Rows,
        Examples =
        [
            .. quarantine.Samples.Where(sample => sample.Row is not null).Take(FailuresValue.Most).Select(sample => new FailedRow(
                sample.Row!.Value, $"{sample.Reason}{(sample.Value is null ? "" : $": '{Shown.Text(sample.Value)}'")}")),
        ],
    };

    /// <summary>What one thread has found.</summary>
    private sealed class Findings(ValidationRules rules, Contract contract, ScanPlan plan)
    {
        public QuarantineScan Quarantine { get; } = new(contract, rules.Limits, rules.Ignored, time: null, judgesTarget: false);

        public ExpectationScan Expected { get; } = new(plan);

        public void Add(RowBlock block, BoundPlan typing)
        {
            var typed = typing.Apply(Infinities.Without(block));
            Quarantine.Add(block, typed, Expected.Add(block, typed));
        }

        public void Merge(Findings other)
        {
            Quarantine.Merge(other.Quarantine);
            Expected.Merge(other.Expected);
        }
    }
}
