using Shouldly;

using Trestle.Stages.RetrainOrRetire;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IRenewalTrigger"/> promises. To hold triggers to it, derive and name them; that is all:
/// <code>
/// public sealed class OurTriggers : TriggerContract
/// {
///     protected override IEnumerable&lt;IRenewalTrigger&gt; Triggers => [new BudgetTrigger()];
/// }
/// </code>
/// </summary>
public abstract class TriggerContract : IContractFor<IRenewalTrigger>
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The triggers under test.</summary>
    protected abstract IEnumerable<IRenewalTrigger> Triggers { get; }

    /// <summary>Settings in which every trigger is configured.</summary>
    protected virtual TriggerSettings Configured { get; } =
        new() { Schedule = "0 3 * * 1", NewRows = 5000, DriftWindows = 3, PerformanceWindows = 2 };

    /// <summary>A moment at which nothing has happened since the last training.</summary>
    protected virtual RenewalFacts Calm { get; } = new(Now, Now.AddHours(-1), Now.AddMinutes(-1), 0, 0, "", 0, "");

    /// <summary>A moment at which everything speaks for a new training.</summary>
    protected virtual RenewalFacts Urgent { get; } = new(
        Now, Now.AddYears(-1), Now.AddDays(-30), 1_000_000, 50, "age has drifted", 50, "auc fell");

    IEnumerable<IRenewalTrigger> IContractFor<IRenewalTrigger>.Subjects => Triggers;

    [Fact]
    public void Has_a_name_of_its_own() => ContractAssert.Names(Triggers.Select(trigger => trigger.Name));

    [Fact]
    public void Says_nothing_unless_it_is_configured() => Each(trigger =>
        new[] { Calm, Urgent }.Select(facts => trigger.Judge(new TriggerSettings(), facts)).ShouldAllBe(verdict => verdict == null));

    [Fact]
    public void Fires_when_all_speaks_for_it_and_not_when_nothing_has_happened() => Each(trigger =>
    {
        trigger.Judge(Configured, Urgent).ShouldNotBeNull().Fires.ShouldBeTrue(trigger.Name);
        trigger.Judge(Configured, Calm).ShouldNotBeNull().Fires.ShouldBeFalse(trigger.Name);
    });

    [Fact]
    public void The_same_facts_give_the_same_verdict_with_a_reason() => Each(trigger =>
    {
        foreach (var facts in new[] { Calm, Urgent, Urgent with { LabelledRows = 1, DriftWindows = 1, LostWindows = 1 } })
        {
            var verdict = trigger.Judge(Configured, facts).ShouldNotBeNull();
            verdict.Reason.ShouldNotBeNullOrWhiteSpace(trigger.Name);
            trigger.Judge(Configured, facts).ShouldBe(verdict);
        }
    });

    private void Each(Action<IRenewalTrigger> check)
    {
        Triggers.ShouldNotBeEmpty();
        Triggers.ToList().ForEach(check);
    }
}
