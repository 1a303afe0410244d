using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Rows.Plans;

namespace Trestle.Learners.Packages;

/// <summary>The files of a package, by name in ordinal order, as bytes: the same for the same contents.</summary>
public static class PackageFiles
{
    /// <summary>Version of the layout.</summary>
    public const int Format = 1;

    internal const string ManifestName = "manifest.json";
    internal const string ContractName = "contract.json";
    internal const string PlanName = "plan.json";
    internal const string ModelName = "model.bin";
    internal const string SumsName = "SHA256SUMS";

    internal static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        MaxDepth = 32,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>All files, <c>SHA256SUMS</c> among them, which lists every other.</summary>
    public static SortedDictionary<string, byte[]> Of(PackageContents contents)
    {
        var manifest = new PackageManifest(Format, contents.Name, contents.Code, contents.Contract.Task, contents.Learner, contents.Threshold);
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [ManifestName] = JsonSerializer.SerializeToUtf8Bytes(manifest, Json),
            [ContractName] = JsonSerializer.SerializeToUtf8Bytes(contents.Contract, Json),
            [PlanName] = PlanJson.Write(contents.Plan),
            [ModelName] = contents.Model,
        };
        foreach (var (name, content) in contents.Documents)
        {
            files.Add(name, content);
        }

        files[SumsName] = Encoding.UTF8.GetBytes(string.Concat(files.Select(file => $"{Sum(file.Value)}  {file.Key}\n")));
        return files;
    }

    internal static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
