using Shouldly;

using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Register;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IRegistrationCheck"/> promises. To hold checks to it, derive and name them; that is all:
/// <code>
/// public sealed class OurChecks : RegistrationCheckContract
/// {
///     protected override IEnumerable&lt;IRegistrationCheck&gt; Checks => [new Signed()];
/// }
/// </code>
/// </summary>
public abstract class RegistrationCheckContract : IContractFor<IRegistrationCheck>
{
    /// <summary>The checks under test.</summary>
    protected abstract IEnumerable<IRegistrationCheck> Checks { get; }

    /// <summary>A package that passes.</summary>
    protected virtual PackagedModel Package { get; } = new("churn", ContentHash.Of("package"u8), 7, ["MANIFEST.json", "model.bin"]);

    /// <summary>The proof of that package.</summary>
    protected virtual ParityProof Proof { get; } = new(
        40, [new ParityWay("at once", 40, 0, null), new ParityWay("one by one", 40, 0, null)]);

    IEnumerable<IRegistrationCheck> IContractFor<IRegistrationCheck>.Subjects => Checks;

    [Fact]
    public void A_sound_package_is_not_refused()
    {
        foreach (var check in Checks)
        {
            check.Refuse(Package, Proof).ShouldBeNull(check.GetType().Name);
        }
    }

    [Fact]
    public void A_package_is_judged_alike_whenever_it_is_judged()
    {
        foreach (var check in Checks)
        {
            foreach (var proof in Proofs())
            {
                check.Refuse(Package, proof).ShouldBe(check.Refuse(Package, proof));
            }
        }
    }

    [Fact]
    public void A_refusal_has_a_number_and_says_what_to_do()
    {
        foreach (var refusal in Checks.SelectMany(check => Proofs().Select(proof => check.Refuse(Package, proof))).OfType<Problem>())
        {
            ContractAssert.Numbered(refusal);
            refusal.Found.ShouldContain(Package.Name);
        }
    }

    /// <summary>The sound proof, one of nothing, one of one row, and one that failed.</summary>
    private IEnumerable<ParityProof> Proofs() =>
    [
        Proof,
        new ParityProof(0, []),
        new ParityProof(1, [new ParityWay("at once", 1, 0, null)]),
        new ParityProof(40, [new ParityWay("at once", 40, 3, "row 7: 0.25 became 0.5")]),
        new ParityProof(40, [new ParityWay("at once", 0, 0, null)]),
    ];
}
