using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Stages.Clean;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="ICleaningRule"/> promises. To hold rules to it, derive and name them; that is all:
/// <code>
/// public sealed class OurRules : CleaningRuleContract
/// {
///     protected override IEnumerable&lt;ICleaningRule&gt; Rules => [new Outdated()];
/// }
/// </code>
/// </summary>
public abstract class CleaningRuleContract : IContractFor<ICleaningRule>
{
    private const string Settings = "name: sample\nsource: data.csv\ntarget: y\nsplit: {folds: 2}\nvalidate-data: {max-quarantine: 50%}\n";

    /// <summary>The rules under test.</summary>
    protected abstract IEnumerable<ICleaningRule> Rules { get; }

    IEnumerable<ICleaningRule> IContractFor<ICleaningRule>.Subjects => Rules;

    [Fact]
    public void Has_a_name_of_its_own_and_a_reason()
    {
        ContractAssert.Names(Rules.Select(rule => rule.Name));
        Rules.ShouldAllBe(rule => rule.Reason.Trim().Length > 0);
    }

    [Fact]
    public Task Clean_rows_stay() => LookAsync(Rows(), (context, table, cancellation) =>
    {
        table.Rows.ShouldBe(60);
        foreach (var rule in Rules)
        {
            rule.Drop(context, table, cancellation).ShouldBeEmpty(rule.Name);
        }
    });

    [Fact]
    public Task The_rows_taken_out_are_rows_of_the_table_each_once_and_the_same_again() =>
        LookAsync(Rows() + "7,b,\n7,b,yes\n7,b,yes\noops,a,no\n", (context, table, cancellation) =>
        {
            table.Rows.ShouldBe(64);
            foreach (var rule in Rules)
            {
                long[] rows = [.. rule.Drop(context, table, cancellation)];
                rows.ShouldAllBe(row => row >= 1 && row <= table.Rows, rule.Name);
                rows.ShouldBeUnique();
                rule.Drop(context, table, cancellation).ShouldBe(rows, rule.Name);
            }
        });

    [Fact]
    public Task Can_be_cancelled() => LookAsync(Rows(), (context, table, _) =>
    {
        foreach (var rule in Rules)
        {
            ContractAssert.Cancels(cancelled => rule.Drop(context, table, cancelled).Count().ShouldBe(0));
        }
    });

    private static string Rows() =>
        "x,z,y\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"{i * 1.5:0.0},{"abc"[i % 3]},{(i % 2 == 0 ? "yes" : "no")}\n"));

    private static Task LookAsync(string csv, Action<UnitContext, RawTable, CancellationToken> check) => StageProbe.LookAsync(
        Stage.Clean,
        Settings + "clean: {drop-duplicates: true, drop-where: x < 0 or x = 7}\n",
        csv,
        (context, cancellation) =>
        {
            check(context, context.Read(Artifact.RawTable), cancellation);
            return true;
        },
        TestContext.Current.CancellationToken);
}
