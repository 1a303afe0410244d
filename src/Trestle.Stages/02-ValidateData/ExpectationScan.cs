using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;
using Trestle.Stages.ValidateData.Expectations;

namespace Trestle.Stages.ValidateData;

/// <summary>A row that an expectation sets aside.</summary>
/// <param name="Position">Its position in the block.</param>
/// <param name="Column">The first column that the expectation looks at.</param>
/// <param name="Reason">What does not hold, after the name of the column.</param>
/// <param name="Value">What the row holds; null where it is private.</param>
internal sealed record SetAside(int Position, string Column, string Reason, string? Value);

/// <summary>
/// Answers what all expectations ask in one scan of the rows, and judges the answers: all failures together. An expectation of a column
/// that is not there, or that is read as text where numbers are needed, fails and says so. Mergeable, as a Stat is.
/// </summary>
internal sealed class ExpectationScan
{
    private readonly ScanPlan plan;
    private readonly StatSet[] stats;
    private readonly long[] counts;

    /// <summary>An empty scan.</summary>
    public ExpectationScan(ScanPlan plan)
    {
        this.plan = plan;
        stats =
        [
            .. plan.Groups.Select(group => new StatSet(
                group.Judged.SelectMany(expectation => expectation.Needs(plan.Context)), plan.Rows.Schema)),
        ];
        counts = new long[stats.Length];
    }

    /// <summary>Adds rows; gives those that expectations set aside.</summary>
    /// <param name="raw">The rows as in the source.</param>
    /// <param name="typed">The same rows, typed.</param>
    public IReadOnlyList<SetAside> Add(RowBlock raw, RowBlock typed)
    {
        var rows = plan.Rows.Of(raw, typed);
        var aside = new List<SetAside>();
        for (var i = 0; i < stats.Length; i++)
        {
            var group = plan.Groups[i];
            var positions = group.Positions(rows);
            var chosen = positions is null ? rows : rows.Take(positions);
            if (chosen.Rows == 0)
            {
                continue;
            }

            stats[i].Add(chosen);
            counts[i] += chosen.Rows;
            if (group.SettingAside.Count > 0)
            {
                var values = stats[i].Values();
                aside.AddRange(group.SettingAside
                    .SelectMany(rule => Failing(rule, values.Of(rule.Question(plan.Context)), chosen))
                    .Select(found => positions is null ? found : found with { Position = positions[found.Position] }));
            }
        }

        return aside;
    }

    /// <summary>Adds what another scan of other rows found.</summary>
    public void Merge(ExpectationScan other)
    {
        for (var i = 0; i < stats.Length; i++)
        {
            stats[i].Merge(other.stats[i]);
            counts[i] += other.counts[i];
        }
    }

    /// <summary>The results, in the order of the configuration.</summary>
    public IReadOnlyList<CheckResult> Judge(long rows)
    {
        var results = new Dictionary<IExpectation, CheckResult>(plan.Refused);
        for (var i = 0; i < stats.Length; i++)
        {
            var group = plan.Groups[i];
            var answers = new Answers(
                stats[i].Values(), group.Where is null ? rows : counts[i], plan.Columns, plan.Contract, plan.Context);
            foreach (var expectation in group.Judged)
            {
                results[expectation] = expectation.Judge(answers);
            }
        }

        return [.. plan.All.Select(expectation => results[expectation])];
    }

    private IEnumerable<SetAside> Failing(RowRule rule, FailuresValue found, RowBlock rows)
    {
        var verdicts = found.Latest.ToArray();
        var reason = $"fails {ExpectationCatalog.NameOf(rule)} ({rule.Rule})";
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] == Verdict.Fails)
            {
                yield return new SetAside(
                    i, rule.Uses[0].Column, reason,
                    rule.Show(
                        found.Of(rows, i), use => plan.Contract.Find(use.Column)?.Private == true,
                        use => plan.Contract.Find(use.Column)?.Type));
            }
        }
    }
}

/// <summary>What a scan for expectations needs, the same for every thread.</summary>
internal sealed class ScanPlan
{
    private ScanPlan(
        IReadOnlyList<IExpectation> all, IReadOnlyDictionary<IExpectation, CheckResult> refused, Contract contract,
        IReadOnlyList<string> columns, ExpectationRows rows, ExpectationContext context)
    {
        (All, Refused, Contract, Columns, Rows, Context) = (all, refused, contract, columns, rows, context);
        var known = rows.Known(contract);
        Groups = [.. all.Where(expectation => !refused.ContainsKey(expectation))
            .GroupBy(expectation => expectation.Where?.Source)
            .Select(group => RowGroup.Of(group.First().Where, [.. group], rows.Schema, known))];
    }

    /// <summary>All expectations.</summary>
    public IReadOnlyList<IExpectation> All { get; }

    /// <summary>Those that the columns allow, by the rows that they look at.</summary>
    public IReadOnlyList<RowGroup> Groups { get; }

    /// <summary>The results of those that they do not allow.</summary>
    public IReadOnlyDictionary<IExpectation, CheckResult> Refused { get; }

    /// <summary>How the columns are read.</summary>
    public Contract Contract { get; }

    /// <summary>The columns of the source.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The rows as expectations see them.</summary>
    public ExpectationRows Rows { get; }

    /// <summary>What is known besides the rows.</summary>
    public ExpectationContext Context { get; }

    /// <summary>The plan for the rows of a source.</summary>
    /// <param name="expectations">The expectations.</param>
    /// <param name="contract">How the columns are read.</param>
    /// <param name="raw">The columns of the source, with the row number.</param>
    /// <param name="columns">The names of the source's own columns.</param>
    /// <param name="typed">The columns once the features are typed.</param>
    /// <param name="context">What is known besides the rows.</param>
    public static ScanPlan Of(
        IReadOnlyList<IExpectation> expectations, Contract contract, RowSchema raw, IReadOnlyList<string> columns, RowSchema typed,
        ExpectationContext context)
    {
        var read = ExpectationRows.Of(contract, raw, typed, []).Schema;
        var refused = new Dictionary<IExpectation, CheckResult>();
        foreach (var expectation in expectations)
        {
            var faults = expectation.Uses.Select(use => Fault(use, contract, columns, read)).OfType<(string, string)>()
                .Distinct().ToArray();
            if (faults.Length > 0)
            {
                refused[expectation] = expectation.Refuse(
                    string.Join("; ", faults.Select(fault => fault.Item1)), string.Join("; ", faults.Select(fault => fault.Item2)));
            }
        }

        var uses = expectations.Where(expectation => !refused.ContainsKey(expectation)).SelectMany(expectation => expectation.Uses);
        return new ScanPlan(expectations, refused, contract, columns, ExpectationRows.Of(contract, raw, typed, uses), context);
    }

    private static (string Expected, string Found)? Fault(
        ColumnUse use, Contract contract, IReadOnlyList<string> columns, RowSchema read) =>
        !columns.Contains(use.Column) || contract.Find(use.Column) is null
            ? ($"a column '{use.Column}'", "there is none")
            : use.View == ColumnView.Number && read[read.Find(use.Column)].Kind == ColumnKind.Text
            ? ($"numbers, dates or booleans in '{use.Column}'", $"'{use.Column}' is read as text")
            : null;
}
