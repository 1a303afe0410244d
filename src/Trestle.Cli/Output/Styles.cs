namespace Trestle.Cli.Output;

/// <summary>The styles of text.</summary>
internal static class Styles
{
    public static readonly Style Plain = Style.Plain;
    public static readonly Style Strong = new(decoration: Decoration.Bold);
    public static readonly Style Quiet = new(Color.Grey);
    public static readonly Style Good = new(Color.Green);
    public static readonly Style Attention = new(Color.Yellow);
    public static readonly Style Bad = new(Color.Red);
    public static readonly Style Known = new(Color.Blue);
}
