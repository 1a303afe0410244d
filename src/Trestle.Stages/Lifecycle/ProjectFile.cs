using System.Text.Json.Nodes;

using Trestle.Core.Configuration;
using Trestle.Stages.Ingest;
using Trestle.Stages.Kernel.Projects;
using Trestle.Stages.Kernel.Settings;

namespace Trestle.Stages.Lifecycle;

/// <summary>Opens a project: reads its configuration and divides it into the sections that stages declare.</summary>
public static class ProjectFile
{
    extension(Project project)
    {
        /// <summary>The whole configuration.</summary>
        public ProjectSettings Settings => project.Sections.Whole<ProjectSettings>();

        /// <summary>Opens the project in a folder (or with the configuration file that is named directly).</summary>
        public static Project Open(string place)
        {
            var file = File.Exists(place) ? place : Path.Combine(place, Project.FileName);
            if (!File.Exists(file))
            {
                throw new TrestleException(ProjectErrors.NoProject(place));
            }

            var text = ReadText(file);
            return Parse(Path.GetDirectoryName(Path.GetFullPath(file))!, file, text);
        }

        /// <summary>Reads the configuration from a text, as recorded by an earlier run.</summary>
        public static Project Parse(string folder, string file, string text)
        {
            var bound = ProjectBinder.Bind(text, file);
            ProjectSettingsErrors.Check(bound);
            return new Project(folder, file, text, SectionsOf(bound.Value.Whole), bound.Positions, bound.Notices);
        }
    }

    /// <summary>
    /// The sections of a configuration: one for each key of the file, and "table" for the keys that describe the columns. What must
    /// hold for single columns is a section of its own, so that a new limit does not read the sources again; so are how requests are
    /// treated and how long a host may take to start, which deployments read.
    /// </summary>
    public static SettingSections SectionsOf(ProjectSettings settings)
    {
        var text = JsonNode.Parse(CanonicalConfiguration.Write(settings, ProjectBinder.Model))!.AsObject();
        var label = LabelOf(settings);
        var columns = RowWeights.Columns(settings);
        var table = settings.Table with
        {
            // What the target is made of is not a feature, nor is how much a row counts.
            Ignore = [.. settings.Table.Ignore, .. RowWeights.Of(settings).Concat(label?.Columns ?? []).Except(settings.Table.Ignore)],
            Weights = settings.Train.Weights,
            Columns = columns
                .Where(column => column.Value.Meaning is not null)
                .ToDictionary(column => column.Key, column => column.Value.Meaning!),
        };
        var sections = new Dictionary<string, SettingSection>(StringComparer.Ordinal)
        {
            [Section.Table.Key] = new(table, CanonicalConfiguration.Write(table) + table.Weights),
            [Section.Limits.Key] = new(columns, text["columns"]!.ToJsonString() + table.Weights),
            [Section.StartLimit.Key] = new(settings.Serve.StartLimit, Duration.Print(settings.Serve.StartLimit)),
            [Section.Requests.Key] = new(settings.Serve.Requests, CanonicalConfiguration.Write(settings.Serve.Requests)),
        };
        AddTables(sections, settings, text);
        sections.Add(
            LabelSettings.Section.Key,
            new(
                label,
                (text["label"]?.ToJsonString() ?? "null") + (label?.EventColumns is { } own ? CanonicalConfiguration.Write(own) : "")));
        var split = SplitOf(settings);
        sections.Add("split", new SettingSection(split, CanonicalConfiguration.Write(split)));
        foreach (var setting in ProjectBinder.Model.Describe(typeof(ProjectSettings)).Settings.Where(setting => setting.Path.Count == 1))
        {
            sections.TryAdd(setting.Key, new SettingSection(setting.Get(settings), text[setting.Key]?.ToJsonString() ?? "null"));
        }

        return new SettingSections(settings, sections);
    }

    /// <summary>
    /// The main table and the others. What is known about the columns of the others is a section of its own, as it is for the main one.
    /// </summary>
    private static void AddTables(Dictionary<string, SettingSection> sections, ProjectSettings settings, JsonObject text)
    {
        static TableSource Read(TableSource source) => new() { From = source.From, Private = source.Private };

        // A query reads its tables as stage 2 does, so what is known of their columns counts.
        string Asked(SourceSettings source) => string.Concat(
            source.Tables.Where(settings.Sources.ContainsKey)
                .Select(name => CanonicalConfiguration.Write(settings.Sources[name].Settings)));
        var others = TableSource.Others(settings.Sources);
        IReadOnlyDictionary<string, TableSource> read = others.ToDictionary(
            source => source.Key, source => Read(source.Value), StringComparer.Ordinal);
        var written = settings.Sources.Where(source => source.Key != TableSource.Main).OrderBy(source => source.Key, StringComparer.Ordinal)
            .Select(source => $"{source.Key}: {CanonicalConfiguration.Write(Read(source.Value))}{Asked(source.Value.From)}");
        sections.Add(SourceSettings.Section.Key, new(settings.MainSource, CanonicalConfiguration.Write(settings.MainSource)));
        sections.Add(TableSource.Sources.Key, new(read, string.Join('\n', written)));
        sections.Add(
            TableSource.Tables.Key, new(others, text[TableSource.Sources.Key]!.ToJsonString()));
    }

    /// <summary>How the target is made, with what is known of the table with the events.</summary>
    private static LabelSettings? LabelOf(ProjectSettings settings) =>
        settings.Label is { Event.Table: var name } label && settings.Sources.TryGetValue(name, out var source)
            ? label with { EventColumns = source.Settings }
            : settings.Label;

    /// <summary>
    /// Over time, labels that come late must not be learned before they could be known: those of events not before their time is over.
    /// </summary>
    private static SplitSettings SplitOf(ProjectSettings settings) =>
        settings.Table.Time is not null && settings.LabelDelay > TimeSpan.Zero
            ? settings.Split with { Gap = settings.Split.Gap ?? settings.LabelDelay }
            : settings.Split;

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TrestleException(ProjectErrors.CannotRead(file, e.Message), ExitCode.Mistake, e);
        }
    }
}
