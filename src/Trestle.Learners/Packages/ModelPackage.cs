using Trestle.Core.Artifacts;
using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners.Conformal;
using Trestle.Rows.Keyed;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>
/// An opened package, completely in memory and verified. A package is data: opening it reads documents and trees and never runs
/// anything from it. The checksums reveal damage, and tampering by whoever cannot change them too; <see cref="Hash"/>, kept where the
/// package was registered, reveals the rest.
/// </summary>
public sealed class ModelPackage
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> files;
    private readonly string path;
    private readonly IReadOnlyDictionary<string, KeyedTable> own;

    private ModelPackage(string path, Dictionary<string, ReadOnlyMemory<byte>> files)
    {
        this.path = path;
        this.files = files;
        Hash = ContentHash.Of(files[PackageFiles.Sums].Span);
        var format = PackageJson.Format(Part(PackageFiles.Manifest), path);
        if (format != $"{Manifest.CurrentFormat}" && format != $"{Manifest.ValueFormat}")
        {
            throw new TrestleException(PackageErrors.UnknownFormat(path, format, Manifest.ValueFormat));
        }

        Manifest = PackageJson.Read<Manifest>(Part(PackageFiles.Manifest), path, PackageFiles.Manifest);
        CheckFiles();
        Contract = PackageJson.Read<Contract>(Part(PackageFiles.Contract), path, PackageFiles.Contract);
        Tables = own = files.Keys.Order(StringComparer.Ordinal).Select(PackageFiles.TableOf).OfType<string>()
            .ToDictionary(table => table, table => KeyedTable.Open(Part(PackageFiles.Keyed(table)), table), StringComparer.Ordinal);
        Plan = PlanJson.Read(Part(PackageFiles.Plan).Span).With(Tables);
        Model = LearnerCatalog.Format(Manifest.Learner).Load(Part(Manifest.Model));
        if (PackageConsistency.Fault(Manifest, Contract, Plan, Model) is { } fault)
        {
            throw new TrestleException(PackageErrors.DoNotFit(path, fault));
        }

        Conformal = files.ContainsKey(PackageFiles.Conformal)
            ? PackageJson.Read<ConformalScores>(Part(PackageFiles.Conformal), path, PackageFiles.Conformal)
            : null;
        if (Conformal?.Fault(Contract.Task, Contract.Classes.Count) is { } bad)
        {
            throw new TrestleException(PackageErrors.DoNotFit(path, bad));
        }
    }

    /// <summary>The hash of the checksums, and so of all contents: the same for the file and for its unpacked directory.</summary>
    public ContentHash Hash { get; }

    /// <summary>The package's description of itself.</summary>
    public Manifest Manifest { get; }

    /// <summary>The contract of requests.</summary>
    public Contract Contract { get; }

    /// <summary>From a request's raw columns to features.</summary>
    public FittedPlan Plan { get; private set; }

    /// <summary>The keyed tables that the plan looks up, by name.</summary>
    public IReadOnlyDictionary<string, KeyedTable> Tables { get; private set; }

    /// <summary>From features to scores.</summary>
    public IModel Model { get; }

    /// <summary>What intervals or sets are made of; null where the package gives none, as those of earlier versions.</summary>
    public ConformalScores? Conformal { get; }

    /// <summary>Names of all files including the checksums, in ordinal order.</summary>
    public IReadOnlyList<string> Files => [.. files.Keys.Order(StringComparer.Ordinal)];

    /// <summary>
    /// Opens a package file or directory. Damage, tampering (the changed file is named), hostile archives and parts that do not fit
    /// each other are a <see cref="TrestleException"/> (TR1501 to TR1511, or the code of the unreadable part).
    /// </summary>
    public static ModelPackage Open(string path)
    {
        var files = PackageFolder.Read(path).ToDictionary(file => file.Name, file => file.Content, StringComparer.Ordinal);
        Checksums.Verify(files, path);
        return new ModelPackage(path, files);
    }

    /// <summary>
    /// The package with newer states of some of its keyed tables, by name; all others are its own. Error TR2353 for one that means
    /// something else.
    /// </summary>
    public ModelPackage With(IReadOnlyDictionary<string, KeyedTable> newer)
    {
        var tables = own.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, table) in newer)
        {
            tables[name] = own[name].Renewed(table, name);
        }

        var renewed = (ModelPackage)MemberwiseClone();
        (renewed.Tables, renewed.Plan) = (tables, Plan.With(tables));
        return renewed;
    }

    /// <summary>The bytes of a file of the package, such as <c>metrics.json</c>.</summary>
    public ReadOnlyMemory<byte> Part(string name) =>
        files.TryGetValue(name, out var content)
            ? content
            : throw new TrestleException(PackageErrors.NotAPackage(path, $"it has no '{name}'"));

    private void CheckFiles()
    {
        if (!Manifest.Files.SequenceEqual(Files.Where(name => name != PackageFiles.Sums)))
        {
            throw new TrestleException(PackageErrors.DoNotFit(path, "the manifest does not list the files of the package"));
        }
    }
}
