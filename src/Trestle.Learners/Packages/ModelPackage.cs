using System.Text;
using System.Text.Json;

using Trestle.Core.Schema;
using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>
/// An opened package: checked against its sums, and read as data; opening one executes nothing of it. Safe to use from many
/// threads at once.
/// </summary>
public sealed class ModelPackage
{
    private readonly SortedDictionary<string, byte[]> files;

    private ModelPackage(string path, SortedDictionary<string, byte[]> files, PackageManifest manifest, Contract contract, FittedPlan plan, IModel model)
    {
        Path = path;
        this.files = files;
        Manifest = manifest;
        Contract = contract;
        Plan = plan;
        Model = model;
    }

    /// <summary>Where it was opened.</summary>
    public string Path { get; }

    /// <summary>What the package is.</summary>
    public PackageManifest Manifest { get; }

    /// <summary>What a request must fulfil.</summary>
    public Contract Contract { get; }

    /// <summary>The row path.</summary>
    public FittedPlan Plan { get; }

    /// <summary>The model.</summary>
    public IModel Model { get; }

    /// <summary>Names of all files.</summary>
    public IReadOnlyCollection<string> Files => files.Keys;

    /// <summary>The content of a file; null when there is no such file.</summary>
    public ReadOnlyMemory<byte>? Read(string name) => files.TryGetValue(name, out var content) ? content : null;

    /// <summary>
    /// Opens a package's file or directory. One that was changed, is too large, or cannot be read is refused; the error names
    /// the file.
    /// </summary>
    public static ModelPackage Open(string path)
    {
        var files = PackageReader.Read(path);
        CheckSums(path, files);
        var manifest = Parse<PackageManifest>(path, files, PackageFiles.ManifestName);
        if (manifest.Format != PackageFiles.Format)
        {
            throw PackageErrors.WrongFormat(path, manifest.Format);
        }

        var contract = Parse<Contract>(path, files, PackageFiles.ContractName);
        if (contract.Columns is null || contract.Classes is null || contract.Find(contract.Target) is null)
        {
            throw PackageErrors.NotAPackage(path, "its contract lacks the target or its columns");
        }

        var plan = PlanJson.Read(Need(path, files, PackageFiles.PlanName));
        var model = LearnerCatalog.Get(manifest.Learner).Load(Need(path, files, PackageFiles.ModelName));
        return new ModelPackage(path, files, manifest, contract, plan, model);
    }

    private static void CheckSums(string path, SortedDictionary<string, byte[]> files)
    {
        var listed = new HashSet<string>(StringComparer.Ordinal) { PackageFiles.SumsName };
        foreach (var line in Encoding.UTF8.GetString(Need(path, files, PackageFiles.SumsName)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split("  ", 2);
            if (parts.Length != 2 || !listed.Add(parts[1]))
            {
                throw PackageErrors.Tampered(path, PackageFiles.SumsName, "is no list of sums");
            }

            if (!files.TryGetValue(parts[1], out var content))
            {
                throw PackageErrors.Tampered(path, parts[1], "is gone");
            }

            if (PackageFiles.Sum(content) != parts[0])
            {
                throw PackageErrors.Tampered(path, parts[1], "was changed");
            }
        }

        if (files.Keys.FirstOrDefault(name => !listed.Contains(name)) is { } extra)
        {
            throw PackageErrors.Tampered(path, extra, "was added");
        }
    }

    private static byte[] Need(string path, SortedDictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var content) ? content : throw PackageErrors.NotAPackage(path, $"it holds no '{name}'");

    private static T Parse<T>(string path, SortedDictionary<string, byte[]> files, string name)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Need(path, files, name), PackageFiles.Json) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw PackageErrors.Unreadable(path, name, e.Message, e);
        }
    }
}
