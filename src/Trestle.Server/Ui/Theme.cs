using MudBlazor;

namespace Trestle.Server.Ui;

/// <summary>The theme of the component library, in the colours of <c>trestle.css</c>.</summary>
internal static class Theme
{
    private static readonly string[] Sans = ["Inter", "system-ui", "sans-serif"];

    /// <summary>The theme, light and dark.</summary>
    public static MudTheme Of { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#2458c9",
            Success = "#1b7f4d",
            Warning = "#9a6700",
            Error = "#c0342b",
            Info = "#2458c9",
            Tertiary = "#6b4fc0",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            TextPrimary = "#18212f",
            TextSecondary = "#5d6b7e",
            Divider = "#e4e7ec",
            LinesDefault = "#e4e7ec",
            LinesInputs = "#c9d0d9",
            TableLines = "#e4e7ec",
            ActionDefault = "#5d6b7e",
            DrawerBackground = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#18212f",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#7aa7ff",
            Success = "#4cc38a",
            Warning = "#e2b340",
            Error = "#f2776e",
            Info = "#7aa7ff",
            Tertiary = "#a98df5",
            Background = "#0d1117",
            Surface = "#151b23",
            TextPrimary = "#e4e9f0",
            TextSecondary = "#96a3b5",
            Divider = "#262e39",
            LinesDefault = "#262e39",
            LinesInputs = "#3a4553",
            TableLines = "#262e39",
            ActionDefault = "#96a3b5",
            DrawerBackground = "#151b23",
            AppbarBackground = "#151b23",
            AppbarText = "#e4e9f0",
            PrimaryContrastText = "#0d1117",
            SuccessContrastText = "#0d1117",
            ErrorContrastText = "#0d1117",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "13px", LineHeight = "1.5", LetterSpacing = "0" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "13px", LetterSpacing = "0" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "12.5px", LetterSpacing = "0" },
            Button = new ButtonTypography
            {
                FontFamily = Sans,
                FontSize = "13px",
                FontWeight = "550",
                TextTransform = "none",
                LetterSpacing = "0",
            },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "15px", FontWeight = "650", LetterSpacing = "-0.005em" },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "11.5px", LetterSpacing = "0" },
            Subtitle1 = new Subtitle1Typography { FontFamily = Sans, FontSize = "13px", LetterSpacing = "0" },
        },
    };
}
