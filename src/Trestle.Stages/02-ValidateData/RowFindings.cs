using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;
using Trestle.Stages.ValidateData.Evidence;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// What stage 2 finds in the rows once it knows how to read them, in one pass: the profile of the training part, what the expectations
/// ask of all rows with a target, and the rows that break the contract.
/// </summary>
internal sealed class RowFindings
{
    private readonly BoundPlan typing;
    private readonly StatSet profile;
    private readonly ExpectationScan expected;

    private RowFindings(UnitContext context, Contract contract, RawTable raw, BoundPlan typing, ScanPlan expectations)
    {
        var table = context.Read(Section.Table);
        this.typing = typing;
        profile = new StatSet(ProfileBuilder.Needs(contract, typing.Output), typing.Output);
        expected = new ExpectationScan(expectations);
        Quarantine = new QuarantineScan(
            contract, context.Read(Section.Limits), table.Ignore.Concat(table.Key).Where(column => column != table.Weights).ToHashSet(),
            table.Time);
        Concentration = new LossConcentration(contract, raw, table.Time);
    }

    /// <summary>The columns once the features are typed.</summary>
    public RowSchema Typed => typing.Output;

    /// <summary>Answers about the training part.</summary>
    public StatValues Profile => profile.Values();

    /// <summary>What the expectations say of all rows with a target.</summary>
    public ExpectationScan Expected => expected;

    /// <summary>The rows that break the contract.</summary>
    public QuarantineScan Quarantine { get; }

    /// <summary>Where they are.</summary>
    public LossConcentration Concentration { get; }

    /// <summary>Scans all rows.</summary>
    public static RowFindings Of(RawRows rows, Func<RowFindings> start, CancellationToken cancellation) =>
        rows.Sum(start, (lane, block) => lane.Add(block), (lane, other) => lane.Merge(other), cancellation);

    /// <summary>Makes findings of no rows yet.</summary>
    /// <param name="context">The unit of work.</param>
    /// <param name="contract">How the rows are read.</param>
    /// <param name="raw">The snapshot.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="known">What expectations know besides the rows.</param>
    public static Func<RowFindings> With(
        UnitContext context, Contract contract, RawTable raw, RawRows rows, ExpectationContext known)
    {
        var typing = ContractSteps.Typing(contract, rows.Schema);
        var expectations = ScanPlan.Of(
            context.Read(ValidateDataSettings.Section).Expectations, contract, rows.Schema,
            [.. rows.Columns.Select(column => column.Name)], typing.Output, known);
        return () => new RowFindings(context, contract, raw, typing, expectations);
    }

    /// <summary>Adds rows.</summary>
    public void Add(RowBlock block)
    {
        var labelled = RowParts.Matching(block, fold => fold != RawRows.UnlabelledFold);
        var typed = typing.Apply(Infinities.Without(labelled));
        var aside = expected.Add(labelled, typed);
        profile.Add(RowParts.Matching(typed, fold => fold >= 0));
        var (unread, labels) = Quarantine.Add(labelled, typed, aside);
        Concentration.Add(labelled, typed, unread, labels);
    }

    /// <summary>Adds what was found in other rows.</summary>
    public void Merge(RowFindings other)
    {
        expected.Merge(other.expected);
        profile.Merge(other.profile);
        Quarantine.Merge(other.Quarantine);
        Concentration.Merge(other.Concentration);
    }
}
