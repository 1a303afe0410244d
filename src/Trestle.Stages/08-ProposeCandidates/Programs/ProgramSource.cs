using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

using Trestle.Learners.Onnx;
using Trestle.Stages.Kernel.Artifacts;

namespace Trestle.Stages.ProposeCandidates.Programs;

/// <summary>A source file of a program: its path in the folder, with slashes, and its text.</summary>
public sealed record ProgramFile(string Path, string Text);

/// <summary>
/// The source of a training program: its manifest and its files. Kept in the store as one document, so that what was trained remains
/// known even if the folder changes or disappears.
/// </summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Learner">The learner whose models the program makes.</param>
/// <param name="Task">The task that it is for.</param>
/// <param name="Files">The source files, ordered by path.</param>
public sealed record ProgramSource(string Name, string Learner, TaskKind Task, IReadOnlyList<ProgramFile> Files)
{
    /// <summary>The manifest file.</summary>
    public const string ManifestFile = "trestle-code.json";

    /// <summary>The format named in the manifest.</summary>
    public const string Format = "trestle-code-1";

    private const long Most = 16 << 20;

    private static readonly string[] Endings = [".cs", ".csproj", ".props", ".targets", ".json", ".config", ".resx"];
    private static readonly string[] Aside = ["bin", "obj", "data", "__pycache__", "node_modules"];

    /// <summary>UTF-8, unless a byte order mark says otherwise; bytes that cannot be read so are an error.</summary>
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>
    /// What fits a model, a program and its first arguments, in any language; those that name a file of the source are that file. Null
    /// where the source is a project to build.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The form of its models; null for that of the learner.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    /// <summary>The project file.</summary>
    [JsonIgnore]
    public string Project => Files.Single(IsProject).Path;

    /// <summary>The source as a document; the same bytes for the same files.</summary>
    public byte[] ToBytes() => Documents.Write(this);

    /// <summary>Reads the source of a program; <paramref name="where"/> is the place in the configuration that names it.</summary>
    public static ProgramSource Read(string folder, string where, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new TrestleException(ProgramErrors.NoFolder(folder, where));
        }

        var manifest = ReadManifest(folder);
        Func<FileInfo, bool> isSource = manifest.Command is null
            ? file => Endings.Contains(file.Extension, StringComparer.OrdinalIgnoreCase)
            : _ => true;
        ProgramFile[] files =
        [
            .. Sources(new DirectoryInfo(folder), isSource, cancellation).OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
        if (manifest.Command is null && files.Count(IsProject) is not 1 and var found)
        {
            throw new TrestleException(ProgramErrors.NotOneProject(folder, found));
        }

        return new ProgramSource(new DirectoryInfo(folder).Name, LearnerCatalog.Get(manifest.Learner).Name, manifest.Task, files)
        {
            Command = manifest.Command,
            Model = manifest.Model,
        };
    }

    /// <summary>Writes the files into a folder.</summary>
    public void Unpack(string folder)
    {
        foreach (var file in Files)
        {
            var path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.Text);
        }
    }

    private static bool IsProject(ProgramFile file) =>
        file.Path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) && !file.Path.Contains('/');

    private static List<ProgramFile> Sources(DirectoryInfo root, Func<FileInfo, bool> isSource, CancellationToken cancellation)
    {
        var files = new List<ProgramFile>();
        var size = 0L;
        Walk(root, "");
        return files;

        void Walk(DirectoryInfo folder, string path)
        {
            foreach (var file in folder.EnumerateFiles().Where(isSource))
            {
                cancellation.ThrowIfCancellationRequested();
                size += file.Length;
                if (size > Most)
                {
                    throw new TrestleException(ProgramErrors.TooLarge(root.FullName, Most));
                }

                files.Add(new ProgramFile(path + file.Name, Text(file)));
            }

            foreach (var inner in folder.EnumerateDirectories()
                .Where(inner => inner.Name[0] != '.' && inner.LinkTarget is null && !Aside.Contains(inner.Name)))
            {
                Walk(inner, $"{path}{inner.Name}/");
            }
        }
    }

    private static string Text(FileInfo file)
    {
        try
        {
            var text = File.ReadAllText(file.FullName, Utf8);
            return text.Contains('\0') ? throw new TrestleException(ProgramErrors.NotText(file.FullName)) : text;
        }
        catch (DecoderFallbackException other)
        {
            throw new TrestleException(ProgramErrors.NotText(file.FullName), inner: other);
        }
    }

    private static Manifest ReadManifest(string folder)
    {
        var file = Path.Combine(folder, ManifestFile);
        try
        {
            var manifest = JsonSerializer.Deserialize<Manifest>(File.ReadAllBytes(file), Strict) ?? throw new JsonException("it is null");
            return manifest.Format != Format ? throw new JsonException($"its format is '{manifest.Format}'")
                : manifest.Command is [] || manifest.Command?.Any(string.IsNullOrWhiteSpace) == true
                    ? throw new JsonException("a part of the command is empty")
                : manifest.Model is not (null or OnnxFormat.FormatName)
                    ? throw new JsonException($"its model is '{manifest.Model}'; only '{OnnxFormat.FormatName}' can be named")
                : manifest;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(ProgramErrors.BadManifest(file, e.Message), ExitCode.Mistake, e);
        }
    }

    private sealed record Manifest(
        string Format, string Learner, TaskKind Task, IReadOnlyList<string>? Command = null, string? Model = null);
}
