namespace Trestle.Stages.WriteCode.Code;

/// <summary>A file of a program.</summary>
/// <param name="Path">Its path in the project, with slashes.</param>
/// <param name="Text">Its text, without the last line end.</param>
public sealed record CodeFile(string Path, string Text);
