namespace Trestle.Stages.Kernel.Settings;

/// <summary>One section of a configuration: its value, and its canonical text for keys.</summary>
public sealed record SettingSection(object? Value, string Text);

/// <summary>The sections of one configuration by name. Stages see them through <see cref="For"/>.</summary>
public sealed class SettingSections(object whole, IReadOnlyDictionary<string, SettingSection> sections)
{
    /// <summary>The names of all sections.</summary>
    public IReadOnlyCollection<string> Names { get; } = [.. sections.Keys];

    /// <summary>The whole configuration, for the commands and pages that show or change it.</summary>
    public T Whole<T>() => (T)whole;

    /// <summary>The configuration as a stage may read it.</summary>
    public StageSettings For(Stage stage) => new(this, stage);

    /// <summary>The value of a section.</summary>
    internal T Read<T>(Section<T> section) => (T)sections[section.Key].Value!;

    /// <summary>The canonical text of a section.</summary>
    internal string TextOf(string section) => sections[section].Text;
}

/// <summary>The configuration as one stage sees it: the sections that it declares.</summary>
public sealed class StageSettings(SettingSections sections, Stage stage)
{
    /// <summary>The value of a section, which the stage must declare.</summary>
    public T Read<T>(Section<T> section) => stage.Settings.Contains(section.Key)
        ? sections.Read(section)
        : throw new InvalidOperationException($"{stage.Slug} reads the settings '{section.Key}' without declaring them");
}
