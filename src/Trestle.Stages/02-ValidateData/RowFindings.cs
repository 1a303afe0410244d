using Trestle.Rows.Stats;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Settings;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.ValidateData;

/// <summary>
/// What stage 2 finds in the rows once it knows how to read them, in one pass: the profile of the training part, what the expectations
/// ask of all rows with a target, and the rows that break the contract.
/// </summary>
internal sealed class RowFindings
{
    private readonly BoundPlan typing;
    private readonly StatSet profile;
    private readonly StatSet expected;

    private RowFindings(UnitContext context, Contract contract, RawTable raw, BoundPlan typing)
    {
        var (table, expectations) = (context.Read(Section.Table), context.Read(ValidateDataSettings.Section).Expectations);
        this.typing = typing;
        profile = new StatSet(ProfileBuilder.Needs(contract, typing.Output), typing.Output);
        expected = new StatSet(expectations.SelectMany(expectation => expectation.Needs), typing.Output);
        Quarantine = new QuarantineScan(contract, context.Read(Section.Limits), [.. table.Ignore, .. table.Key], table.Time);
        Concentration = new LossConcentration(contract, raw, table.Time);
    }

    /// <summary>Answers about the training part.</summary>
    public StatValues Profile => profile.Values();

    /// <summary>Answers about all rows with a target.</summary>
    public StatValues Expected => expected.Values();

    /// <summary>The rows that break the contract.</summary>
    public QuarantineScan Quarantine { get; }

    /// <summary>Where they are.</summary>
    public LossConcentration Concentration { get; }

    /// <summary>Scans all rows.</summary>
    public static RowFindings Of(
        UnitContext context, Contract contract, RawTable raw, RawRows rows, BoundPlan typing, CancellationToken cancellation) =>
        rows.Sum(
            () => new RowFindings(context, contract, raw, typing), (lane, block) => lane.Add(block), (lane, other) => lane.Merge(other),
            cancellation);

    private void Add(RowBlock block)
    {
        var (labelled, _) = RowParts.Of(block, fold => fold != RawRows.UnlabelledFold);
        var typed = typing.Apply(Infinities.Without(labelled));
        expected.Add(typed);
        profile.Add(RowParts.Of(typed, fold => fold >= 0).Matching);
        var (unread, labels) = Quarantine.Add(labelled, typed);
        Concentration.Add(labelled, typed, unread, labels);
    }

    private void Merge(RowFindings other)
    {
        expected.Merge(other.expected);
        profile.Merge(other.profile);
        Quarantine.Merge(other.Quarantine);
        Concentration.Merge(other.Concentration);
    }
}
