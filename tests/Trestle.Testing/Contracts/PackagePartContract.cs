using System.Text;

using Shouldly;

using Trestle.Core.Lifecycle;
using Trestle.Learners;
using Trestle.Rows.Plans;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Package;

using Xunit;

namespace Trestle.Testing.Contracts;

/// <summary>
/// What every <see cref="IPackagePart"/> promises. To hold parts to it, derive and name them; that is all:
/// <code>
/// public sealed class OurParts : PackagePartContract
/// {
///     protected override IEnumerable&lt;IPackagePart&gt; Parts => [new Licence()];
/// }
/// </code>
/// </summary>
public abstract class PackagePartContract : IContractFor<IPackagePart>
{
    private const string Settings = """
        name: sample
        source: data.csv
        target: y
        private: [z]
        split: {folds: 2}
        train: {trials: 1}
        propose-candidates: {learners: [linear]}
        revisit-candidates: {ensemble: false}
        evaluate: {resamples: 100}

        """;

    /// <summary>The parts under test.</summary>
    protected abstract IEnumerable<IPackagePart> Parts { get; }

    IEnumerable<IPackagePart> IContractFor<IPackagePart>.Subjects => Parts;

    [Fact]
    public void Has_a_file_of_its_own()
    {
        Parts.ShouldNotBeEmpty();
        Parts.Select(part => part.File).ShouldBeUnique();
        Parts.ShouldAllBe(part => Path.GetFileName(part.File) == part.File && Path.HasExtension(part.File));
    }

    [Fact]
    public async Task The_same_evidence_gives_the_same_bytes_in_whatever_folder_it_is_made()
    {
        var first = await MakeAsync();
        var second = await MakeAsync();
        second.Keys.ShouldBe(first.Keys);
        foreach (var (file, bytes) in first)
        {
            Encoding.UTF8.GetString(second[file]).ShouldBe(Encoding.UTF8.GetString(bytes), file);
        }
    }

    [Fact]
    public async Task Has_content_in_UTF_8_that_names_no_folder_of_this_machine()
    {
        foreach (var (file, bytes) in await MakeAsync())
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes);
            text.ShouldNotBeNullOrWhiteSpace(file);
            text.ShouldNotContain(Path.GetTempPath(), Case.Sensitive, file);
            text.ShouldNotContain(Environment.MachineName, Case.Sensitive, file);
        }
    }

    private Task<IReadOnlyDictionary<string, byte[]>> MakeAsync() => StageProbe.LookAsync(
        Stage.Package, Settings, Rows(), (context, cancellation) =>
    {
        var (contract, selected) = (context.Read(Artifact.Contract), context.Read(Artifact.SelectedModel));
        var fitted = context.ReadAll(Artifact.FittedModels)[selected.Candidate];
        var raw = RawRows.Open(context, context.Read(Artifact.RawTable), cancellation);
        var model = LearnerCatalog.Get(fitted.Learner).Load(context.Store.Get(fitted.Model));
        var learned = PlanJson.Read(context.Store.Get(fitted.Plan));
        var replay = Replay.Take(context, raw, learned, model, learned, contract, cancellation);
        var rows = new LearnedRows { Served = new RowSpan(120), Evaluated = new RowSpan(96), Test = new RowSpan(24) };
        var evidence = new PackageEvidence(context, contract, selected, ServedModel.AsTrained(fitted, rows), replay);
        return (IReadOnlyDictionary<string, byte[]>)Parts.ToDictionary(part => part.File, part => part.Make(evidence));
    }, TestContext.Current.CancellationToken);

    private static string Rows()
    {
        var random = new Random(5);
        return "x,z,y\n" + string.Concat(Enumerable.Range(0, 120).Select(_ => random.NextDouble())
            .Select((x, at) => $"{x:0.0000},{"abc"[at % 3]},{(x + (random.NextDouble() * 0.3) > 0.65 ? "yes" : "no")}\n"));
    }
}
